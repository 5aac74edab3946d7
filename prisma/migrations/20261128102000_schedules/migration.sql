-- When a store dreams by itself: the next run, and why the one before it did not start.
ALTER TABLE "store" ADD COLUMN "next_run_at" TIMESTAMPTZ(3), ADD COLUMN "schedule_wait" JSONB;

CREATE INDEX "store_next_run_at_idx" ON "store"("next_run_at");

-- "Nothing received and nothing delivered in the last minutes" is asked at each run.
CREATE INDEX "transcript_revision_workspace_id_received_at_idx" ON "transcript_revision"("workspace_id", "received_at");

CREATE INDEX "delivery_workspace_id_agent_id_at_idx" ON "delivery"("workspace_id", "agent_id", "at");
