-- A workspace that was dropped does not come back under its id: else its rows could be written again, all but some.
create function reveille_refuse_dropped() returns trigger language plpgsql as $$
begin
  if exists (select 1 from workspace_drop d where d.workspace_id = new.id) then
    raise exception 'workspace % is refused: it was dropped', new.id using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger workspace_not_dropped before insert or update of id on workspace for each row execute function reveille_refuse_dropped();
