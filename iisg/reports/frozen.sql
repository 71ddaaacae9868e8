-- A published edition stays as it is, whoever acts and whatever the code above does: neither it nor its files can be
-- changed or removed. A draft's files are replaced with the draft, never edited.

create schema reports;
grant usage on schema reports to iisg_app;

create function reports.keep_published() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if OLD.state = 'published' then
        raise exception 'A published edition does not change any more: publish a further one.' using errcode = '42501';
    end if;
    return coalesce(NEW, OLD);
end $$;

create trigger keep_published before update or delete on reports_edition
    for each row execute function reports.keep_published();

-- Looks as the person acting: an edition that they do not see is no draft of theirs.
create function reports.keep_files() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if TG_OP = 'UPDATE' or not exists (
        select 1 from public.reports_edition e
        where e.id = coalesce(NEW.edition_id, OLD.edition_id) and e.state = 'draft') then
        raise exception 'The files of an edition do not change: prepare it anew, or publish a further one.' using errcode = '42501';
    end if;
    return coalesce(NEW, OLD);
end $$;

create trigger keep_files before insert or update or delete on reports_editionfile
    for each row execute function reports.keep_files();

-- Drafts are the Secretariat's, so what happened to an edition before and at its publication is, too.
alter table reports_edition add column gates jsonb not null
    generated always as (access.gate(case state when 'published' then 'p' else 's' end, '{}')) stored;
select history.watch('reports_edition', 'edition', 'id', 'reports_edition');
