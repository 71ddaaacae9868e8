-- The list of words holds those that some record holds, and no others: each comes with the first record that holds it, and
-- leaves with the last.

-- Of these words, those that no record holds. The planner does not reckon that long words are kept apart from their rows.
create or replace function search.unused(words text[]) returns text[]
language plpgsql stable set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
begin
    return array(select w from unnest(words) w
        where not exists (select 1 from public.needs_need r where r.words @@ w::tsquery)
        and not exists (select 1 from public.responses_response r where r.words @@ w::tsquery)
        and not exists (select 1 from public.framework_referencedocument r where r.words @@ w::tsquery));
end $$;
revoke all on function search.unused(text[]) from public;

-- A word that somebody is just about to use is locked until they are done: it stays, and nobody waits for them. Between
-- the two looks somebody may have finished using one.
create or replace function search.keep_words() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    nothing text := '(select null::tsvector as words where false)';
    changed text := '(select %s.words from old_rows o join new_rows n using (id) where o.words <> n.words)';
    gained text[];
    lost text[];
begin
    execute format($sql$
        with old_words as (select distinct w from %s r, unnest(tsvector_to_array(r.words)) w where w ~ '^[a-z0-9]{3,40}$'),
             new_words as (select distinct w from %s r, unnest(tsvector_to_array(r.words)) w where w ~ '^[a-z0-9]{3,40}$')
        select array(table new_words except table old_words order by 1), array(table old_words except table new_words)
    $sql$, case TG_OP when 'INSERT' then nothing when 'DELETE' then 'old_rows' else format(changed, 'o') end,
           case TG_OP when 'INSERT' then 'new_rows' when 'DELETE' then nothing else format(changed, 'n') end)
    into gained, lost;
    perform 1 from search.word s where s.word = any(gained) order by s.word for key share;
    insert into search.word select unnest(gained) on conflict do nothing;
    lost := search.unused(lost);
    with held as (select s.word from search.word s where s.word = any(lost) for update skip locked)
        select array_agg(h.word) into lost from held h;
    delete from search.word s where s.word = any(search.unused(lost));
    return null;
end $$;
revoke all on function search.keep_words() from public;
grant execute on function search.keep_words() to iisg_owner;  -- which makes the triggers
