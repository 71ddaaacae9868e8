-- Who sees a need: its audience, and always the organisation that owns it (policies in migration 0001 use these columns).

alter table needs_need
    add column audience text not null generated always as (access.audience(level, array[pillar_id])) stored,
    add column gates jsonb not null generated always as (
        access.gate(access.audience(level, array[pillar_id]), array_remove(array[owner_id], null))) stored,
    add column owner_key bigint not null generated always as (coalesce(owner_id, 0)) stored;
create index need_audience on needs_need (audience, owner_id);
-- Claims carry their need's audience and owner by a foreign key to this.
create unique index need_parent_of_claims on needs_need (id, audience, owner_key);

select history.watch('needs_need', 'need', 'id', 'needs_need');
select history.watch('needs_needpartner', 'need', 'need_id', 'needs_need');
select history.watch('needs_evidence', 'need', 'need_id', 'needs_need');
-- A fate speaks of two needs, so its entries are the Secretariat's.
select history.watch('needs_lineage', 'fate', 'need_id', 'needs_need');

create policy with_the_need on history_entry for select to iisg_app using (
    subject = 'need' and (select 'm' = any(access.audiences()))
    and access.opens(gates, (select access.audiences()), (select access.org()))
    and exists (select 1 from needs_need n where n.id = subject_id));
