-- A change that waits gathers evidence from later dreams: its support grows with it. What it proposes stays as it was.
create or replace function reveille_change_text() returns trigger language plpgsql as $$
begin
  if (old.op, old.kind, old.path, old.new_path, old.sources, old.before, old.after, old.reason)
     is distinct from (new.op, new.kind, new.path, new.new_path, new.sources, new.before, new.after, new.reason) then
    raise exception 'update of change is refused: what was proposed is kept' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
