-- Whoever holds a stream open hears at once that somebody's access has changed, and asks again whether it may go on. Ids of nobody: what changed is read.
create function reveille_notify_access() returns trigger language plpgsql as $$
begin
  perform pg_notify('reveille', '{"table":"access","workspace_id":"","id":""}');
  return null;
end $$;
create trigger api_key_access after update of revoked_at, expires_at, scopes, hash, previous_until on api_key for each row execute function reveille_notify_access();
create trigger membership_access after update of role or delete on membership for each row execute function reveille_notify_access();
create trigger person_access after update of disabled_at, session_epoch on person for each row execute function reveille_notify_access();
create trigger agent_access after update of archived_at on agent for each row execute function reveille_notify_access();
create trigger store_access after update of archived_at on store for each row execute function reveille_notify_access();
create trigger store_agent_access after delete on store_agent for each row execute function reveille_notify_access();
