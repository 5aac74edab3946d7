-- When a person said that an agent with several customers serves the team all the same.
ALTER TABLE "agent" ADD COLUMN "audience_kept_at" TIMESTAMPTZ(3);
-- How many customers an agent's sessions show, read from the index alone.
create index transcript_customers on transcript (workspace_id, agent_id, served_user) where served_user is not null;
