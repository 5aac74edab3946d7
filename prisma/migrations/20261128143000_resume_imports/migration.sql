-- How far an import has come: what a stretch of the file gave, written with its sessions, so that a reader who takes over goes on behind it. Gone when it ends.
create table "import_step" (
  "workspace_id" text not null,
  "import_id" text not null,
  "from_byte" bigint not null,
  "to_byte" bigint not null,
  "next" jsonb not null,
  "entries" jsonb not null,

  constraint "import_step_pkey" primary key ("workspace_id", "import_id", "from_byte"),
  constraint "import_step_workspace_id_import_id_fkey" foreign key ("workspace_id", "import_id") references "import" ("workspace_id", "id") on delete restrict on update cascade
);
