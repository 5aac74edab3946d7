-- A workspace can be dropped whole, and only so: rows that never change go in the one transaction that writes into `workspace_drop` who dropped which
-- workspace. That record has no way out: it is insert-only without an exception, and it keeps the end of the audit chain that went.
CREATE TABLE "workspace_drop" (
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sample" BOOLEAN NOT NULL,
    "actor" JSONB NOT NULL,
    "audit_seq" INTEGER NOT NULL,
    "audit_hash" TEXT NOT NULL,
    "transaction" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspace_drop_pkey" PRIMARY KEY ("workspace_id")
);

create function reveille_keep_drop() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    new.transaction := pg_current_xact_id()::text;
    new.at := now();
    return new;
  end if;
  raise exception '% on workspace_drop is refused: its rows are insert-only', tg_op using errcode = 'insufficient_privilege';
end $$;
create trigger workspace_drop_keep before insert or update or delete on workspace_drop for each row execute function reveille_keep_drop();
create trigger workspace_drop_no_truncate before truncate on workspace_drop for each statement execute function reveille_keep_drop();

-- Whether this very transaction has written down that it drops the workspace.
create function reveille_dropping(workspace text) returns boolean language sql stable as $$
  select exists (select 1 from workspace_drop d where d.workspace_id = workspace and d.transaction = pg_current_xact_id()::text)
$$;

create or replace function reveille_refuse() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if tg_table_name = 'workspace' then
      if reveille_dropping(old.id) then return old; end if;
    elsif reveille_dropping(old.workspace_id) then
      return old;
    end if;
  end if;
  raise exception '% on % is refused: its rows are insert-only', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end $$;

create or replace function reveille_import_chunk() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and exists (select 1 from import i where i.workspace_id = old.workspace_id and i.id = old.import_id and i.status = 'failed')
     and not exists (select 1 from transcript_revision r where r.workspace_id = old.workspace_id and r.import_id = old.import_id) then
    return old;
  end if;
  if tg_op = 'DELETE' and reveille_dropping(old.workspace_id) then return old; end if;
  raise exception '% on import_chunk is refused: its rows are insert-only', tg_op using errcode = 'insufficient_privilege';
end $$;

-- Drops a workspace in the caller's transaction, every table that has its id, what refers before what is referred to. Answers how many rows went by table.
create function reveille_drop_workspace(dropped text, by_actor jsonb) returns jsonb language plpgsql as $$
declare
  remaining text[];
  next_table text;
  n bigint;
  counts jsonb := '{}';
begin
  perform 1 from workspace where id = dropped for update;
  if not found then raise exception 'there is no workspace %', dropped; end if;
  -- Whoever writes there now holds the chain's end and finishes first; whoever comes later finds it gone, and has no workspace to begin another for.
  perform 1 from audit_head where workspace_id = dropped for update;
  insert into workspace_drop (workspace_id, name, sample, actor, audit_seq, audit_hash, transaction)
    select w.id, w.name, w.sample, by_actor, coalesce(h.seq, 0), coalesce(h.hash, ''), ''
    from workspace w left join audit_head h on h.workspace_id = w.id where w.id = dropped;
  select array_agg(t.table_name::text order by t.table_name) into remaining from information_schema.tables t
    join information_schema.columns c on c.table_schema = t.table_schema and c.table_name = t.table_name and c.column_name = 'workspace_id'
    where t.table_schema = current_schema() and t.table_type = 'BASE TABLE' and t.table_name <> 'workspace_drop';
  while cardinality(remaining) > 0 loop
    select t into next_table from unnest(remaining) t where not exists (
      select 1 from pg_constraint f where f.contype = 'f' and f.confrelid = format('%I', t)::regclass and f.conrelid <> f.confrelid
        and f.conrelid in (select format('%I', r)::regclass from unnest(remaining) r)) limit 1;
    if next_table is null then raise exception 'the tables % refer to each other in a circle', remaining; end if;
    execute format('delete from %I where workspace_id = $1', next_table) using dropped;
    get diagnostics n = row_count;
    counts := counts || jsonb_build_object(next_table, n);
    remaining := array_remove(remaining, next_table);
  end loop;
  delete from workspace where id = dropped;
  return counts;
end $$;

-- What has no audit row of its own cannot be written for a workspace, a dream or an upload that is gone.
ALTER TABLE "audit_head" ADD CONSTRAINT "audit_head_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "dream_step" ADD CONSTRAINT "dream_step_workspace_id_dream_id_fkey" FOREIGN KEY ("workspace_id", "dream_id") REFERENCES "dream"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "import_chunk" ADD CONSTRAINT "import_chunk_workspace_id_import_id_fkey" FOREIGN KEY ("workspace_id", "import_id") REFERENCES "import"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
