-- Whoever writes down that a workspace is dropped has to drop it whole: the record opens its rows within that one transaction, which may not be
-- committed while the workspace is still there. So it is no way to delete single rows.
create function reveille_drop_is_whole() returns trigger language plpgsql as $$
begin
  if exists (select 1 from workspace w where w.id = new.workspace_id) then
    raise exception 'the transaction is refused: it writes down that workspace % was dropped, and leaves it there', new.workspace_id using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
create constraint trigger workspace_drop_is_whole after insert on workspace_drop deferrable initially deferred for each row execute function reveille_drop_is_whole();
