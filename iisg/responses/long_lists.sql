-- What a long list is narrowed and counted by, without a look at rows or at another table's policy.

create function responses.keep_served() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    execute format($sql$
        update public.responses_response r set served = kept.served
        from (select t.response_id, array(select s.partner_id from public.responses_served s
                                          where s.response_id = t.response_id order by s.partner_id) as served
              from (select distinct response_id from %s) t) kept
        where r.id = kept.response_id and r.served <> kept.served
    $sql$, case TG_OP when 'DELETE' then 'old_rows' else 'new_rows' end);
    return null;
end $$;
create trigger keep_served_added after insert on responses_served
    referencing new table as new_rows for each statement execute function responses.keep_served();
create trigger keep_served_removed after delete on responses_served
    referencing old table as old_rows for each statement execute function responses.keep_served();
select access.hand_over('responses.keep_served');
grant update (served) on responses_response to iisg_rule;

-- Beside response_audience, which is narrower and enough where nothing but rows is counted.
create index response_in_lists on responses_response (audience)
    include (id, joined_into_id, owners, is_demo, level, pillar_id, status, start_date, end_date, budget_eur, served);

update responses_response r set served = array(
    select s.partner_id from responses_served s where s.response_id = r.id order by s.partner_id);
