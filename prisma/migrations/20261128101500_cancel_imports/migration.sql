-- An import can be canceled, as a dream can: whoever runs it sees the wish and stops between two sessions.
alter table "import" add column "cancel_requested_at" timestamptz(3);

-- What a canceled import has written is told from the revisions, and whether its bytes may go is asked of them.
create index "transcript_revision_workspace_id_import_id_idx" on "transcript_revision" ("workspace_id", "import_id");

-- The bytes of an upload are kept as long as a session came from it; those of an upload that broke off, or was canceled while it arrived, may go.
create or replace function reveille_import_chunk() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and exists (select 1 from import i where i.workspace_id = old.workspace_id and i.id = old.import_id and i.status in ('failed', 'canceled'))
     and not exists (select 1 from transcript_revision r where r.workspace_id = old.workspace_id and r.import_id = old.import_id) then
    return old;
  end if;
  raise exception '% on import_chunk is refused: its rows are insert-only', tg_op using errcode = 'insufficient_privilege';
end $$;
