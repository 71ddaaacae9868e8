-- Who sees a need: its audience, and always the organisation that owns it (policies in migration 0001 use these columns).

alter table needs_need
    add column audience text not null generated always as (access.audience(level, array[pillar_id])) stored,
    add column gates jsonb not null generated always as (
        access.gate(access.audience(level, array[pillar_id]), array_remove(array[owner_id], null))) stored,
    add column owner_key bigint not null generated always as (coalesce(owner_id, 0)) stored;
create index need_audience on needs_need (audience, owner_id);
-- Claims carry their need's audience and owner by a foreign key to this.
create unique index need_parent_of_claims on needs_need (id, audience, owner_key);

-- As needs/rules.py has it: the state and the level that a need has may stay.
create trigger keep_to_secretariat after update on needs_need
    referencing old table as old_rows new table as new_rows for each statement execute function access.keep_to_secretariat(
    '(o.code, o.cycle_id, o.owner_id, o.is_demo, o.exchanged_version)
        is distinct from (n.code, n.cycle_id, n.owner_id, n.is_demo, n.exchanged_version)
    or (n.level = ''secretariat'' and o.level <> n.level) or (n.state = ''adopted'' and o.state <> n.state)');
create trigger keep_to_secretariat after update on needs_needpartner
    referencing old table as old_rows new table as new_rows for each statement execute function access.keep_to_secretariat(
    '(o.need_id, o.partner_id) <> (n.need_id, n.partner_id)');

select history.watch('needs_need', 'need', 'id', 'needs_need');
select history.watch('needs_needpartner', 'need', 'need_id', 'needs_need');
select history.watch('needs_evidence', 'need', 'need_id', 'needs_need');

-- A fate speaks of two needs: it and its entries in the journal open with both of them.
alter table needs_lineage add column gates jsonb not null default '[]';
create schema needs;
grant usage on schema needs to iisg_app, iisg_rule;
create function needs.take_gates() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    NEW.gates := coalesce((select jsonb_agg(g) from public.needs_need n, jsonb_array_elements(n.gates) g
        where n.id in (NEW.need_id, NEW.successor_id)), '[]');
    return NEW;
end $$;
create trigger take_gates before insert or update on needs_lineage for each row execute function needs.take_gates();
select access.hand_over('needs.take_gates');
select history.watch('needs_lineage', 'fate', 'need_id', 'needs_lineage');
create policy with_the_fate on history_entry for select to iisg_app using (
    subject = 'fate' and (select 'm' = any(access.audiences()))
    and access.opens(gates, (select access.audiences()), (select access.org()))
    and exists (select 1 from needs_need n where n.id = subject_id)
    and (coalesce(new, old) ->> 'successor_id' is null
         or exists (select 1 from needs_need n where n.id = (coalesce(new, old) ->> 'successor_id')::bigint)));

create policy with_the_need on history_entry for select to iisg_app using (
    subject = 'need' and (select 'm' = any(access.audiences()))
    and access.opens(gates, (select access.audiences()), (select access.org()))
    and exists (select 1 from needs_need n where n.id = subject_id));
