-- The keys that a person chose for commands, and whether single letters act.
ALTER TABLE "person" ADD COLUMN "keys" JSONB NOT NULL DEFAULT '{}';
