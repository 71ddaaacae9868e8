-- The gates of a fate are those of both needs that it names, also after one of them changed its own.
create or replace function needs.keep_gates_of_fates() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.needs_lineage l set gates = '[]'  -- take_gates() says which
    from old_rows o join new_rows n using (id) where o.gates <> n.gates and n.id in (l.need_id, l.successor_id);
    return null;
end $$;

-- For `iisg verify`.
create or replace function needs.faults() returns table (kind text, record text, record_id bigint, field text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform history.refuse_others();
    return query
        select 'derived', 'needs_lineage', l.id, 'gates' from public.needs_lineage l
        where history.together(l.gates) <> history.together((
            select jsonb_agg(g) from public.needs_need n cross join jsonb_array_elements(n.gates) g
            where n.id in (l.need_id, l.successor_id)));
end $$;
revoke all on function needs.keep_gates_of_fates(), needs.faults() from public;
grant execute on function needs.faults() to iisg_app;
grant execute on function needs.keep_gates_of_fates(), needs.faults() to iisg_owner;
