-- The gates of a decision are those of both responses that it names, also after one of them changed its own.
create or replace function responses.keep_gates_of_decisions() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.responses_pairdecision d set gates = '[]'  -- take_gates() says which
    from old_rows o join new_rows n using (id) where o.gates <> n.gates and n.id in (d.first_id, d.second_id);
    return null;
end $$;

-- For `iisg verify`: what triggers and foreign keys keep, computed anew.
create or replace function responses.faults() returns table (kind text, record text, record_id bigint, field text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform history.refuse_others();
    return query
        select 'derived', 'responses_response', r.id, f.name
        from public.responses_response r
        left join (
            select p.response_id, array_agg(distinct p.organisation_id) as owners,
                   array_agg(distinct p.organisation_id) filter (where p.role = 'lead') as leads
            from public.responses_party p group by 1) p on p.response_id = r.id
        left join (
            select s.response_id, array_agg(s.partner_id order by s.partner_id) as served
            from public.responses_served s group by 1) s on s.response_id = r.id
        cross join lateral (values
            ('owners', array(select distinct unnest(r.owners) order by 1) = coalesce(p.owners, '{}')),
            ('leads', array(select distinct unnest(r.leads) order by 1) = coalesce(p.leads, '{}')),
            ('served', r.served = coalesce(s.served, '{}'))) f (name, is_so)
        where not f.is_so
        union all
        select 'derived', 'responses_claim', c.id, f.name
        from public.responses_claim c
        left join public.needs_need n on n.id = c.need_id
        left join public.responses_response r on r.id = c.response_id
        cross join lateral (values
            ('need_audience', c.need_audience = n.audience), ('need_owner', c.need_owner = n.owner_key),
            ('response_audience', c.response_audience = r.audience), ('response_owners', c.response_owners = r.owners)
            ) f (name, is_so)
        where f.is_so is distinct from true
        union all
        select 'derived', 'responses_pairdecision', d.id, 'gates' from public.responses_pairdecision d
        where history.together(d.gates) <> history.together(access.gate('m', '{}') || (
            select jsonb_agg(g) from public.responses_response r cross join jsonb_array_elements(r.gates) g
            where r.id in (d.first_id, d.second_id)));
end $$;
revoke all on function responses.keep_gates_of_decisions(), responses.faults() from public;
grant execute on function responses.faults() to iisg_app;
grant execute on function responses.keep_gates_of_decisions(), responses.faults() to iisg_owner;
