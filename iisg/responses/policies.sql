-- Owners and leads of a response are kept from its parties; claims carry the audience and owners of both parents.

alter table responses_response
    add column audience text not null generated always as (access.audience(level, pillar_id || secondary_pillars)) stored,
    add column gates jsonb not null generated always as (
        access.gate(access.audience(level, pillar_id || secondary_pillars), owners)) stored;
create index response_audience on responses_response (audience) include (owners);  -- counts need no row
create unique index response_parent_of_claims on responses_response (id, audience, owners);

create policy rule_keeps on responses_response for update to iisg_rule using (true) with check (true);
grant update (owners, leads) on responses_response to iisg_rule;

create function responses.keep_owners() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    execute format($sql$
        update public.responses_response r set owners = kept.owners, leads = kept.leads
        from (select t.response_id,
                     coalesce(array_agg(distinct p.organisation_id) filter (where p.id is not null), '{}') as owners,
                     coalesce(array_agg(distinct p.organisation_id) filter (where p.role = 'lead'), '{}') as leads
              from (select distinct response_id from %s) t left join public.responses_party p using (response_id)
              group by t.response_id) kept
        where r.id = kept.response_id and (r.owners, r.leads) is distinct from (kept.owners, kept.leads)
    $sql$, case TG_OP when 'DELETE' then 'old_rows' when 'INSERT' then 'new_rows'
           else '(select * from old_rows union all select * from new_rows) both_rows' end);
    return null;
end $$;
create trigger keep_owners_added after insert on responses_party
    referencing new table as new_rows for each statement execute function responses.keep_owners();
create trigger keep_owners_changed after update on responses_party
    referencing old table as old_rows new table as new_rows for each statement execute function responses.keep_owners();
create trigger keep_owners_removed after delete on responses_party
    referencing old table as old_rows for each statement execute function responses.keep_owners();

-- Shares of a response sum to at most 100; a programme is no part of its own components. Checked at commit.
create function responses.check_shares() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if (select sum(s.share) from public.responses_served s where s.response_id = NEW.response_id) > 100 then
        raise exception 'shares of a response exceed 100 per cent'
            using errcode = 'check_violation', constraint = 'shares_at_most_100';
    end if;
    return null;
end $$;
create constraint trigger check_shares after insert or update on responses_served
    deferrable initially deferred for each row when (NEW.share is not null) execute function responses.check_shares();

-- Joined records count as one action, so one of them is no part of another either (joins.sql).
create constraint trigger check_part_of after insert or update of part_of_id, joined_into_id on responses_response
    deferrable initially deferred for each row when (NEW.part_of_id is not null or NEW.joined_into_id is not null)
    execute function responses.check_part_of();

create trigger check_joining before update of joined_into_id on responses_response
    for each row when (NEW.joined_into_id is distinct from OLD.joined_into_id) execute function responses.check_joining();
create trigger check_joining_added before insert on responses_response
    for each row when (NEW.joined_into_id is not null) execute function responses.check_joining();

-- Claims: both parents' audience and owners, by foreign key, so that a level change reaches hidden claims too.
alter table responses_claim
    add column need_audience text not null default '-',
    add column need_owner bigint not null default 0,
    add column response_audience text not null default '-',
    add column response_owners bigint[] not null default '{}',
    add column gates jsonb not null generated always as (
        access.gate('m', '{}') || access.gate(need_audience, array_remove(array[need_owner], 0))
        || access.gate(response_audience, response_owners)) stored,
    add foreign key (need_id, need_audience, need_owner) references needs_need (id, audience, owner_key) on update cascade,
    add foreign key (response_id, response_audience, response_owners)
        references responses_response (id, audience, owners) on update cascade,
    add unique (id, need_id, response_id);
create index claim_audience on responses_claim (need_audience, response_audience) include (need_owner, response_owners);

create function responses.inherit() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    select n.audience, n.owner_key into NEW.need_audience, NEW.need_owner
      from public.needs_need n where n.id = NEW.need_id;
    select r.audience, r.owners into NEW.response_audience, NEW.response_owners
      from public.responses_response r where r.id = NEW.response_id;
    -- An absent parent fails on the foreign key like a forged one: one error for all.
    NEW.need_audience := coalesce(NEW.need_audience, '-');
    NEW.need_owner := coalesce(NEW.need_owner, 0);
    NEW.response_audience := coalesce(NEW.response_audience, '-');
    NEW.response_owners := coalesce(NEW.response_owners, '{}');
    return NEW;
end $$;
create trigger inherit before insert or update of need_id, response_id on responses_claim
    for each row execute function responses.inherit();

-- A claim is only for partners that its need and its response name.
alter table responses_claimpartner
    add foreign key (claim_id, need_id, response_id) references responses_claim (id, need_id, response_id)
        on update cascade deferrable initially deferred,
    add constraint claim_partner_named_by_need foreign key (need_id, partner_id)
        references needs_needpartner (need_id, partner_id) on delete cascade deferrable initially deferred,
    add constraint claim_partner_named_by_response foreign key (response_id, partner_id)
        references responses_served (response_id, partner_id) on delete cascade deferrable initially deferred;
-- Where a partner leaves a need or a response, lines that the editor sees are asked about first (actions.py); those that
-- they do not see end silently: a refusal would tell that there are any. A claim without a line left ends with them;
-- its trigger comes after the journal's, which still needs the claim (triggers run in the order of their names).
create function responses.end_empty_claims() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from public.responses_claim c where c.id in (select o.claim_id from old_rows o)
        and not exists (select 1 from public.responses_claimpartner p where p.claim_id = c.id);
    return null;
end $$;
create trigger then_end_empty_claims after delete on responses_claimpartner
    referencing old table as old_rows for each statement execute function responses.end_empty_claims();
grant delete on responses_claim to iisg_rule;
create policy rule_ends on responses_claim for delete to iisg_rule using (true);

-- What an amount is in euro. What is stored in euro stays; else the fixed parity, or the average of the year in which the
-- action starts, where no start is known ends, and without dates the newest; where that year has none, of the last one
-- before. Without a rate nothing: the amount then counts as not disclosed. As who asks: rates are public. `but` is a rate
-- to pass over: what would be taken without it.
create function responses.rate_of(its_currency text, starts date, ends date, but bigint default null) returns bigint
language sql stable parallel safe as $$
    select r.id from public.framework_rate r where r.currency = its_currency and r.id is distinct from but
        and (r.year is null or r.year <= coalesce(extract(year from coalesce(starts, ends)), 9999))
    order by r.year desc nulls first limit 1
$$;
create function responses.in_euro(stored numeric, amount numeric, its_currency text, starts date, ends date) returns numeric
language sql stable parallel safe as $$
    select case when stored is not null or amount is null then stored when its_currency = 'EUR' then amount else (
        select round(amount / r.per_eur, 2) from public.framework_rate r
        where r.id = responses.rate_of(its_currency, starts, ends)) end
$$;

-- A partner's word. Where it comes to differ from the other partners' of the claim, that partner gets a claim of its
-- own, same degree and rationale: the exchange files have one word per claim. Gives the code of the partner's claim, null
-- where there is none; and whether the claim, now that nobody else can change it, is no longer at the version given.
create function responses.say_word(
    claim_code text, for_partner text, new_word text, new_remark text, new_code text, from_version integer,
    out said_in text, out is_stale boolean)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    c public.responses_claim;
    audiences text[] := access.audiences();
    org bigint := access.org();
    mine bigint;
    speaker text := (select p.name from public.members_person p where p.id = access.person());
begin
    select * into c from public.responses_claim k where k.code = claim_code
        and access.opens(k.gates, audiences, org) for update;
    is_stale := found and c.version <> from_version;
    if is_stale or not found then return; end if;
    if for_partner is distinct from access.partner() and not access.is_secretariat() then
        raise exception 'not this partner''s officer' using errcode = 'insufficient_privilege';
    end if;
    if not exists (select 1 from public.responses_claimpartner p where p.claim_id = c.id and p.partner_id = for_partner) then
        return;
    end if;
    mine := c.id;
    if exists (select 1 from public.responses_claimpartner p
               where p.claim_id = c.id and p.partner_id <> for_partner and p.word <> new_word) then
        insert into public.responses_claim (code, need_id, response_id, degree, part, rationale, is_demo, version)
            values (new_code, c.need_id, c.response_id, c.degree, c.part, c.rationale, c.is_demo, 1) returning id into mine;
    end if;
    update public.responses_claimpartner set claim_id = mine, word = new_word, remark = new_remark,
        said_on = current_date, said_by = speaker where claim_id = c.id and partner_id = for_partner;
    update public.responses_claim set version = version + 1 where id = c.id;
    said_in := (select k.code from public.responses_claim k where k.id = mine);
end $$;
grant insert, update on responses_claim, responses_claimpartner to iisg_rule;
create policy rule_adds on responses_claim for insert to iisg_rule with check (true);
create policy rule_edits on responses_claim for update to iisg_rule using (true) with check (true);
create policy rule_edits on responses_claimpartner for update to iisg_rule using (true) with check (true);

-- Who owns and leads is said by the parties (keep_owners above, as the rule), which record a claim is of by nobody.
create trigger keep_to_secretariat after update on responses_response
    referencing old table as old_rows new table as new_rows for each statement execute function access.keep_to_secretariat(
    '(o.code, o.owners, o.leads, o.is_demo, o.exchanged_version)
        is distinct from (n.code, n.owners, n.leads, n.is_demo, n.exchanged_version)');
create trigger keep_to_secretariat after update on responses_claim
    referencing old table as old_rows new table as new_rows for each statement execute function access.keep_to_secretariat(
    '(o.code, o.need_id, o.response_id, o.is_demo, o.exchanged_version)
        is distinct from (n.code, n.need_id, n.response_id, n.is_demo, n.exchanged_version)');

select history.watch('responses_response', 'response', 'id', 'responses_response');
select history.watch('responses_party', 'response', 'response_id', 'responses_response');
select history.watch('responses_served', 'response', 'response_id', 'responses_response');
select history.watch('responses_responsenote', 'response', 'response_id', 'responses_response');
select history.watch('responses_claim', 'claim', 'id', 'responses_claim');
select history.watch('responses_claimpartner', 'claim', 'claim_id', 'responses_claim');

create policy with_the_response on history_entry for select to iisg_app using (
    subject = 'response' and (select 'm' = any(access.audiences()))
    and access.opens(gates, (select access.audiences()), (select access.org()))
    and exists (select 1 from responses_response r where r.id = subject_id));
create policy with_the_claim on history_entry for select to iisg_app using (
    subject = 'claim' and (select 'm' = any(access.audiences()))
    and access.opens(gates, (select access.audiences()), (select access.org()))
    and exists (select 1 from responses_claim c where c.id = subject_id));

select access.hand_over('responses.keep_owners');
select access.hand_over('responses.check_shares');
select access.hand_over('responses.inherit');
select access.hand_over('responses.end_empty_claims');
select access.hand_over('responses.say_word', 'iisg_app');
select access.hand_over('responses.rate_of', 'iisg_app');
select access.hand_over('responses.in_euro', 'iisg_app');
