-- A decision on two responses, and its history, open with both of them, for members only.

alter table responses_pairdecision add column gates jsonb not null default '[]';

-- The gates of both, as they are when the decision is written: its entry in the journal keeps them.
create function responses.take_gates() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    NEW.gates := access.gate('m', '{}') || coalesce((
        select jsonb_agg(g) from public.responses_response r, jsonb_array_elements(r.gates) g
        where r.id in (NEW.first_id, NEW.second_id)), '[]');
    return NEW;
end $$;
create trigger take_gates before insert or update on responses_pairdecision
    for each row execute function responses.take_gates();
select access.hand_over('responses.take_gates');

select history.watch('responses_pairdecision', 'pair', 'id', 'responses_pairdecision');

create policy with_the_decision on history_entry for select to iisg_app using (
    subject = 'pair' and 'm' = any((select access.audiences())::text[])
    and access.opens(gates, (select access.audiences()), (select access.org()))
    and exists (select 1 from responses_pairdecision d where d.id = subject_id));
