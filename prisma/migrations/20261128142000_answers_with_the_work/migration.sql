-- Whether the request of a claim was carried out is known from the transaction that carried it out, not from the answer that is kept after it: a process
-- that dies between the two leaves a key that nobody acts upon again.
alter table "kept_answer" add column "done" jsonb;
alter table "kept_answer" add column "lease_until" timestamptz(3) not null default now();
