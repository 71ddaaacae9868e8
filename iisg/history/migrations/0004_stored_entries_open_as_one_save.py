"""Looks through the entries that are stored: those of one save get all the gates of their record in it, as they are
written from now on (writing.sql).

Which transaction wrote an entry is not stored, and the `xmin` of a row names the savepoint rather than the transaction
where an action asked for the rules before the end. So entries of one subject are taken as one save where less than ten
minutes lie between one and the next, or the same xmin wrote both (a long load): too many at a time rather than too few,
also after a dump was restored. What it costs is that members see a little less of the history of those minutes.

Seals hold the gates, so the chain is sealed anew from the first entry that changed, and a last entry, for the
Secretariat, says so with both heads. A chain that is broken already stays as it is: nothing is sealed over a forgery.
"""

from django.db import migrations

from iisg.access import sql

LOOK_THROUGH = """
lock table history_entry in exclusive mode;
do $$
declare
    was history.head := (select h from history.head h);
    first_place bigint;
    before bytea;
    entry public.history_entry;
    place record;
begin
    if exists (select from history.chain_faults()) then
        raise exception 'the journal is broken: what it says cannot be looked through (restore a backup of before)';
    end if;

    create temporary table widened on commit drop as
        with entries as (
            select e.id, e.at, e.xmin::text as wrote, e.gates, e.subject, e.subject_id,
                   case e.subject when 'fate' then 'need' else e.subject end as read_with
            from history_entry e),
        breaks as (
            select *, coalesce(at - lag(at) over w > interval '10 minutes' and wrote <> lag(wrote) over w, true) as begins
            from entries window w as (partition by read_with, subject_id order by at, id)),
        saves as (
            select *, count(*) filter (where begins) over (partition by read_with, subject_id order by at, id) as save
            from breaks),
        united as (
            select s.read_with, s.subject_id, s.save, jsonb_agg(distinct g) as of_fates,
                   jsonb_agg(distinct g) filter (where s.subject <> 'fate') as gates
            from saves s cross join lateral jsonb_array_elements(s.gates) g group by 1, 2, 3)
        select s.id, case s.subject when 'fate' then u.of_fates else u.gates end as gates
        from saves s join united u using (read_with, subject_id, save);
    delete from widened w using history_entry e where e.id = w.id and history.together(e.gates) = w.gates;
    if not exists (select from widened) then return; end if;

    update history_entry e set gates = w.gates from widened w where w.id = e.id;
    create temporary table chain on commit drop as select * from history.chain();
    select min(c.place) into first_place from chain c join widened w using (id);
    before := coalesce((select c.hash from chain c where c.place = first_place - 1), sha256('iisg journal'));
    for place in select c.id from chain c where c.place >= first_place order by c.place loop
        select * into entry from history_entry e where e.id = place.id;
        update history_entry e set prev = before, hash = history.seal_of(before, entry) where e.id = place.id
            returning e.hash into before;
    end loop;
    update history.head set hash = before;

    insert into history_entry (at, actor_name, note, subject, subject_id, record, record_id, change, old, new, gates)
    select clock_timestamp(), 'the platform', 'Stored entries were looked through: those of one save open together',
        'journal', 0, 'history_entry', min(w.id), 'changed',
        jsonb_build_object('head', encode(was.hash, 'hex'), 'entries', was.entries),
        jsonb_build_object('head', encode(before, 'hex'), 'entries', was.entries, 'widened', count(*)),
        access.gate('s', '{}')
    from widened w;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0003_one_save_is_one_change"),
        ("needs", "0006_gates_of_fates_are_kept"),
        ("responses", "0006_gates_of_decisions_are_kept"),
    ]
    operations = [sql.run(LOOK_THROUGH)]
