-- One search for needs, responses and documents: script and diacritics folded, typing errors forgiven, and the rule of
-- who sees what inside, before anything is ranked. Returns ids, joined back under the policies.

create schema search;
grant usage on schema search to iisg_app, iisg_rule;

-- граница and granica, Shqipëri and Shqiperi fold to the same. Both cases are named, since a database may have a locale
-- that knows no Cyrillic.
create function search.fold(written text) returns text
language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
declare latin text := translate(written,
    'абвгдђѓежзиѝйјклмнопрстћќуфхцчшыэѐёАБВГДЂЃЕЖЗИЍЙЈКЛМНОПРСТЋЌУФХЦЧШЫЭЀЁъьЪЬ',
    'abvgddgezziijjklmnoprstckufhccsyeeeabvgddgezziijjklmnoprstckufhccsyeee');
begin
    latin := replace(replace(latin, 'љ', 'lj'), 'Љ', 'lj');
    latin := replace(replace(latin, 'њ', 'nj'), 'Њ', 'nj');
    latin := replace(replace(latin, 'џ', 'dz'), 'Џ', 'dz');
    latin := replace(replace(latin, 'ѕ', 'dz'), 'Ѕ', 'dz');
    latin := replace(replace(latin, 'щ', 'st'), 'Щ', 'st');
    latin := replace(replace(latin, 'ю', 'ju'), 'Ю', 'ju');
    latin := replace(replace(latin, 'я', 'ja'), 'Я', 'ja');
    return lower(public.unaccent('public.unaccent', latin));
end $$;

-- The words of a text, cut where a query is cut. Of the text itself the parser would drop what looks like a tag, and
-- keep what looks like an address as one word.
create function search.words(written text) returns tsvector
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
    select to_tsvector('simple', regexp_replace(search.fold(written), '[^a-z0-9]+', ' ', 'g'))
$$;

-- Both stored: a search that reads a row again does not take its text apart again.
alter table needs_need
    add column folded text not null generated always as (
        search.fold(code || ' ' || title || ' ' || description)) stored,
    add column words tsvector not null generated always as (
        search.words(code || ' ' || title || ' ' || description)) stored;
alter table responses_response
    add column folded text not null generated always as (
        search.fold(code || ' ' || title || ' ' || description || ' ' || instrument)) stored,
    add column words tsvector not null generated always as (
        search.words(code || ' ' || title || ' ' || description || ' ' || instrument)) stored;
alter table framework_referencedocument
    add column folded text not null generated always as (
        search.fold(code || ' ' || title || ' ' || publisher)) stored,
    add column words tsvector not null generated always as (
        search.words(code || ' ' || title || ' ' || publisher)) stored;
alter table members_organisation
    add column words tsvector not null generated always as (search.words(short_name || ' ' || name)) stored;

-- The audience leads each index: a search never reads hidden rows, so it takes no longer where many are hidden.
create index need_words on needs_need using gin (audience, words);
create index need_words_of_owner on needs_need using gin (owner_id, words);
create index response_words on responses_response using gin (audience, words);
create index response_words_of_owner on responses_response using gin (owners, words);
create index document_words on framework_referencedocument using gin (words);

-- Every word of every record, so that a mistyped one is looked up among words and not in texts; kept by words.sql. It
-- holds words of hidden records too: only iisg_rule reads it, and what it suggests is searched again under the rule.
create table search.word (word text primary key);
create index word_letters on search.word using gin (word gin_trgm_ops);
grant select, insert on search.word to iisg_rule;

-- The words of a query, each with the words that are nearly the same.
create function search.nearly(words text[]) returns tsquery
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
set pg_trgm.similarity_threshold = 0.45 as $$
begin
    return to_tsquery('simple', (
        select string_agg('(' || concat_ws(' | ', w || ':*', (
            select string_agg(s.word, ' | ' order by s.word) from search.word s where s.word operator(public.%) w)) || ')', ' & ')
        from unnest(words) w));
end $$;

-- What is searched, and the rule of who sees a row of it: $1 are the audiences of who acts, $2 their organisation.
create function search.sources() returns table (kind text, records text, rule text)
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
    values ('need', 'needs_need', '(r.audience = any($1) or r.owner_id = $2)'),
           ('response', 'responses_response', '(r.audience = any($1) or r.owners @> array[$2])'),
           ('document', 'framework_referencedocument', '($1 is not null or $2 is null)')
$$;

-- Rows that hold every word (or a word that begins so); where these are few, rows with words that are nearly the same.
-- Of very many the first thousand by code are ranked: the page then says that there are more.
create function search.find(query text) returns table (kind text, id bigint, code text, rank real)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    audiences text[] := access.audiences();
    org bigint := access.org();
    words text[] := array(select w from regexp_split_to_table(search.fold(query), '[^a-z0-9]+') w where w <> '' limit 12);
    wanted tsquery := to_tsquery('simple', (select string_agg(w || ':*', ' & ') from unnest(words) w));
    source record;
begin
    if cardinality(words) = 0 then return; end if;
    for source in select * from search.sources() loop
        return query execute format($sql$
            with exact as (
                select r.id, r.code, r.folded, 1 as is_exact from public.%1$I r
                where %2$s and r.words @@ $3 order by r.code limit 1000),
            near as (
                select r.id, r.code, r.folded, 0 from public.%1$I r
                where (select count(*) from exact) < 5 and %2$s and r.words @@ $4 and not r.words @@ $3
                order by r.code limit 1000)
            select %3$L::text, hit.id, hit.code, (hit.is_exact
                + (select avg(public.word_similarity(w, left(hit.folded, 120))) from unnest($5) w))::real
            from (select * from exact union all select * from near) hit
        $sql$, source.records, source.rule, source.kind)
        using audiences, org, wanted, search.nearly(words), words;
    end loop;
end $$;

-- For lists: the needs, or responses, that hold every word, or one that begins so; what a hyphen joins stands in a row.
-- A response also holds the names of its organisations. Under a policy alone no index of words could be used; and the
-- planner, which does not reckon that long words are kept apart from their rows, would rather read them all.
create function search.mentioning(of_kind text, query text) returns bigint[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
    source record;
    word text;
    wanted tsquery;
    parties bigint[];
    found text[] := '{}';
    ids bigint[] := '{}';
begin
    select * into strict source from search.sources() s where s.kind = of_kind;
    for word in
        select btrim(regexp_replace(w, '[^a-z0-9]+', ' ', 'g')) from regexp_split_to_table(search.fold(query), '\s+') w
    loop
        continue when word = '';
        wanted := to_tsquery('simple', replace(word, ' ', ' <-> ') || ':*');
        parties := array(select o.id from public.members_organisation o
            where of_kind = 'response' and o.words @@ wanted);
        found := found || format('(select r.id from public.%1$I r where %2$s and r.words @@ %3$L::tsquery%4$s)',
            source.records, source.rule, wanted, case when cardinality(parties) > 0 then format(
            ' union select r.id from public.%1$I r where %2$s and r.owners && %3$L::bigint[]',
            source.records, source.rule, parties) end);
    end loop;
    if cardinality(found) > 0 then
        execute format('select coalesce(array_agg(f.id), ''{}'') from (%s) f', array_to_string(found, ' intersect '))
            into ids using access.audiences(), access.org();
    end if;
    return ids;
end $$;

select access.hand_over('search.nearly');
select access.hand_over('search.find', 'iisg_app');
select access.hand_over('search.mentioning', 'iisg_app');
