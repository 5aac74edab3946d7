-- What a POST with an Idempotency-Key was answered, for a day.
create table "kept_answer" (
  "workspace_id" text not null,
  "owner" text not null,
  "operation" text not null,
  "key" text not null,
  "claim" text not null,
  "request_hash" text,
  "status" integer,
  "headers" jsonb,
  "body" text,
  "expires_at" timestamptz(3) not null,

  constraint "kept_answer_pkey" primary key ("workspace_id", "owner", "operation", "key")
);

create index "kept_answer_expires_at_idx" on "kept_answer" ("expires_at");
