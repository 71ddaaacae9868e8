-- For `iisg verify`: the files of each edition against the sizes and hashes that the edition names, which the journal keeps.
create or replace function reports.faults() returns table (kind text, record text, record_id bigint, field text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform history.refuse_others();
    return query
        with named as (
            select e.id, f.key as form, f.value as said from public.reports_edition e cross join jsonb_each(e.files) f)
        select 'file', 'reports_edition', coalesce(n.id, c.edition_id), coalesce(n.form, c.form)
        from named n full join public.reports_editionfile c on c.edition_id = n.id and c.form = n.form
        where (n.said ->> 'sha256', (n.said ->> 'bytes')::bigint)
            is distinct from (encode(sha256(c.content), 'hex'), length(c.content)::bigint);
end $$;
revoke all on function reports.faults() from public;
grant execute on function reports.faults() to iisg_app, iisg_owner;
