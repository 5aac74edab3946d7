-- A change that was moved to another version. What was proposed at first stays in `change`, which the database keeps as it was.
CREATE TABLE "change_rebase" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "change_id" TEXT NOT NULL,
    "from_version" INTEGER NOT NULL,
    "to_version" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "kind" TEXT,
    "note" TEXT NOT NULL,
    "after_decisions" INTEGER NOT NULL,
    "op" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "new_path" TEXT,
    "memory_id" TEXT,
    "sources" JSONB NOT NULL DEFAULT '[]',
    "before" TEXT,
    "after" TEXT,
    "text" TEXT,
    "base" TEXT,
    "head" TEXT,
    "by" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "change_rebase_pkey" PRIMARY KEY ("workspace_id","id")
);

CREATE INDEX "change_rebase_workspace_id_change_id_id_idx" ON "change_rebase"("workspace_id", "change_id", "id");

ALTER TABLE "change_rebase" ADD CONSTRAINT "change_rebase_workspace_id_change_id_fkey" FOREIGN KEY ("workspace_id", "change_id") REFERENCES "change"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

create trigger change_rebase_insert_only before update or delete on change_rebase for each row execute function reveille_refuse();
create trigger change_rebase_no_truncate before truncate on change_rebase for each statement execute function reveille_refuse();

-- Live updates of a proposal: who decides, and a proposal that moves to another version, tell the others who look at it; so does a head that moves.
create function reveille_notify_decision() returns trigger language plpgsql as $$
begin
  perform pg_notify('reveille', json_build_object('table', 'proposal', 'workspace_id', new.workspace_id,
    'id', (select proposal_id from change c where c.workspace_id = new.workspace_id and c.id = new.change_id))::text);
  return null;
end $$;
create trigger decision_notify after insert on decision for each row execute function reveille_notify_decision();
create trigger proposal_base_notify after update of base_version on proposal for each row execute function reveille_notify();
create trigger store_notify after update of head, policy on store for each row execute function reveille_notify();
