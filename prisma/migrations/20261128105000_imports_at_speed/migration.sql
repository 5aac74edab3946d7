-- Every session that comes in asks whether a thread waits for it: that must not look at all sessions of the agent.
create index transcript_without_parent on transcript (workspace_id, agent_id, format, parent_external_id)
  where parent_id is null and parent_external_id is not null;

-- The bytes of an upload that broke off or was canceled while it arrived may go, and those of a workspace that is dropped.
create or replace function reveille_import_chunk() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and exists (select 1 from import i where i.workspace_id = old.workspace_id and i.id = old.import_id and i.status in ('failed', 'canceled'))
     and not exists (select 1 from transcript_revision r where r.workspace_id = old.workspace_id and r.import_id = old.import_id) then
    return old;
  end if;
  if tg_op = 'DELETE' and reveille_dropping(old.workspace_id) then return old; end if;
  raise exception '% on import_chunk is refused: its rows are insert-only', tg_op using errcode = 'insufficient_privilege';
end $$;
