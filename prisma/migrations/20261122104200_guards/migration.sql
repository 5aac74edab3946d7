-- What the schema language cannot say: rows that never change, one running dream a store, full-text search.

-- Rule 1. The database itself refuses to change or delete what is insert-only.
create function reveille_refuse() returns trigger language plpgsql as $$
begin
  raise exception '% on % is refused: its rows are insert-only', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end $$;

do $$
declare t text;
begin
  foreach t in array array['transcript_revision', 'event', 'blob', 'version', 'audit', 'decision', 'delivery', 'evidence'] loop
    execute format('create trigger %I before update or delete on %I for each row execute function reveille_refuse()', t || '_insert_only', t);
    execute format('create trigger %I before truncate on %I for each statement execute function reveille_refuse()', t || '_no_truncate', t);
  end loop;
  foreach t in array array['memory_revision', 'transcript', 'import', 'change', 'proposal', 'store', 'workspace'] loop
    execute format('create trigger %I before delete on %I for each row execute function reveille_refuse()', t || '_no_delete', t);
    execute format('create trigger %I before truncate on %I for each statement execute function reveille_refuse()', t || '_no_truncate', t);
  end loop;
end $$;

-- The bytes of an upload are kept as long as a session came from it; those of an upload that broke off may go.
create function reveille_import_chunk() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and exists (select 1 from import i where i.workspace_id = old.workspace_id and i.id = old.import_id and i.status = 'failed')
     and not exists (select 1 from transcript_revision r where r.workspace_id = old.workspace_id and r.import_id = old.import_id) then
    return old;
  end if;
  raise exception '% on import_chunk is refused: its rows are insert-only', tg_op using errcode = 'insufficient_privilege';
end $$;
create trigger import_chunk_insert_only before update or delete on import_chunk for each row execute function reveille_import_chunk();
create trigger import_chunk_no_truncate before truncate on import_chunk for each statement execute function reveille_refuse();

-- A memory revision's end is the only thing that ever changes: once, from null to a number, with every other column equal.
create function reveille_revision_end() returns trigger language plpgsql as $$
begin
  if old.until_version is null and new.until_version is not null and new.until_version > old.from_version
     and (to_jsonb(new) - 'until_version') = (to_jsonb(old) - 'until_version') then
    return new;
  end if;
  raise exception 'update of memory_revision is refused: only its end may be set, once' using errcode = 'insufficient_privilege';
end $$;
create trigger memory_revision_end before update on memory_revision for each row execute function reveille_revision_end();

-- A session's identity never changes, and its revisions only grow.
create function reveille_transcript_identity() returns trigger language plpgsql as $$
begin
  if (old.workspace_id, old.id, old.agent_id, old.format, old.external_id, old.content_id, old.arrival, old.created_at)
     is distinct from (new.workspace_id, new.id, new.agent_id, new.format, new.external_id, new.content_id, new.arrival, new.created_at)
     or new.revision < old.revision or new.revisions < old.revisions then
    raise exception 'update of transcript is refused: its identity and its revisions are kept' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger transcript_identity before update on transcript for each row execute function reveille_transcript_identity();

-- A store's head only moves forward, one version at a time.
create function reveille_head() returns trigger language plpgsql as $$
begin
  if new.head <> old.head and new.head <> old.head + 1 then
    raise exception 'update of store is refused: the head moves one version at a time' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger store_head before update on store for each row execute function reveille_head();

-- What a change proposed is kept; which proposal holds it, its overlaps and how it was decided may change.
create function reveille_change_text() returns trigger language plpgsql as $$
begin
  if (old.op, old.kind, old.path, old.new_path, old.sources, old.before, old.after, old.reason, old.support)
     is distinct from (new.op, new.kind, new.path, new.new_path, new.sources, new.before, new.after, new.reason, new.support) then
    raise exception 'update of change is refused: what was proposed is kept' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger change_text before update on change for each row execute function reveille_change_text();

-- One memory a path, and one running dream a store.
create unique index memory_revision_live_path on memory_revision (workspace_id, store_id, path) where until_version is null;
create unique index memory_revision_live_memory on memory_revision (workspace_id, store_id, memory_id) where until_version is null;
create unique index dream_one_running on dream (workspace_id, store_id) where status in ('queued', 'running');

-- Search. to_tsvector refuses more than 1 MB of words: a text that is nothing but different words is indexed as far as it goes.
create function reveille_words(t text) returns tsvector language plpgsql immutable parallel safe as $$
begin
  return to_tsvector('english', left(t, 500000));
exception when program_limit_exceeded then
  begin
    return to_tsvector('english', left(t, 100000));
  exception when program_limit_exceeded then
    return ''::tsvector;
  end;
end $$;
create index event_words on event using gin (reveille_words(text));

-- Live updates: ids only.
create function reveille_notify() returns trigger language plpgsql as $$
begin
  perform pg_notify('reveille', json_build_object('table', tg_table_name, 'workspace_id', new.workspace_id, 'id', new.id)::text);
  return null;
end $$;
create trigger dream_notify after insert or update of status, phase, done on dream for each row execute function reveille_notify();
create trigger proposal_notify after insert or update of status on proposal for each row execute function reveille_notify();
create trigger import_notify after update of status on import for each row execute function reveille_notify();
