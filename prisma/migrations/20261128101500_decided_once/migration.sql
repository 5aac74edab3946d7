-- A decision that is sent again, because its answer was lost on the way, is taken once.
alter table decision add column client_id text;
create unique index decision_workspace_id_change_id_client_id_key on decision (workspace_id, change_id, client_id);
