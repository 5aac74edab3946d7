-- Sessions that were signed out before their tokens ran out: a copy of the cookie is of no use any more.
create table "ended_session" (
  "id" text not null,
  "expires_at" timestamptz(3) not null,

  constraint "ended_session_pkey" primary key ("id")
);
create trigger ended_session_access after insert on ended_session for each row execute function reveille_notify_access();
