-- Rule 1, the other half: what an earlier version reads cannot be changed by adding rows to it either. Revisions begin and end only at the version
-- that comes next, a version row is only that next one, and the head moves only onto a version that is there.

create or replace function reveille_revision_end() returns trigger language plpgsql as $$
begin
  if old.until_version is null and new.until_version is not null and new.until_version > old.from_version
     and (to_jsonb(new) - 'until_version') = (to_jsonb(old) - 'until_version')
     and new.until_version = (select s.head + 1 from store s where s.workspace_id = new.workspace_id and s.id = new.store_id) then
    return new;
  end if;
  raise exception 'update of memory_revision is refused: only its end may be set, once, to the version that comes next' using errcode = 'insufficient_privilege';
end $$;

create function reveille_revision_begin() returns trigger language plpgsql as $$
begin
  if new.until_version is null
     and new.from_version = (select s.head + 1 from store s where s.workspace_id = new.workspace_id and s.id = new.store_id) then
    return new;
  end if;
  raise exception 'insert into memory_revision is refused: a memory begins at the version that comes next' using errcode = 'insufficient_privilege';
end $$;
create trigger memory_revision_begin before insert on memory_revision for each row execute function reveille_revision_begin();

create function reveille_version_next() returns trigger language plpgsql as $$
declare head int;
begin
  select s.head into head from store s where s.workspace_id = new.workspace_id and s.id = new.store_id;
  -- A new store stands at version 1 before that version's row is written.
  if new.number = head + 1 or (new.number = 1 and head = 1) then
    return new;
  end if;
  raise exception 'insert into version is refused: % is not the version that comes next', new.number using errcode = 'insufficient_privilege';
end $$;
create trigger version_next before insert on version for each row execute function reveille_version_next();

create or replace function reveille_head() returns trigger language plpgsql as $$
begin
  if new.head <> old.head and (new.head <> old.head + 1 or not exists (
       select 1 from version v where v.workspace_id = new.workspace_id and v.store_id = new.id and v.number = new.head)) then
    raise exception 'update of store is refused: the head moves one version at a time, onto a version that is there' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
