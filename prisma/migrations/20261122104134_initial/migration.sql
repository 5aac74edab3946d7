-- CreateTable
CREATE TABLE "workspace" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sample" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "session_epoch" INTEGER NOT NULL DEFAULT 1,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "workspace_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("workspace_id","person_id")
);

-- CreateTable
CREATE TABLE "one_time_link" (
    "id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "email" TEXT,
    "workspace_id" TEXT,
    "role" TEXT,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "one_time_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scopes" TEXT[],
    "agent_id" TEXT,
    "person_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "agent" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "audience" TEXT NOT NULL DEFAULT 'team',
    "archived_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agent_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "store" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "policy" JSONB NOT NULL,
    "schedule" JSONB,
    "engine" TEXT NOT NULL DEFAULT 'local',
    "head" INTEGER NOT NULL,
    "archived_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "store_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "store_agent" (
    "workspace_id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "access" TEXT NOT NULL DEFAULT 'read_write',
    "order" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "store_agent_pkey" PRIMARY KEY ("workspace_id","store_id","agent_id")
);

-- CreateTable
CREATE TABLE "import" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "asked" TEXT NOT NULL DEFAULT 'auto',
    "format" TEXT,
    "status" TEXT NOT NULL DEFAULT 'receiving',
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "bytes_done" BIGINT NOT NULL DEFAULT 0,
    "sessions_done" INTEGER NOT NULL DEFAULT 0,
    "dummy_time" BOOLEAN NOT NULL DEFAULT false,
    "result" JSONB,
    "error" JSONB,
    "actor" JSONB NOT NULL,
    "owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "import_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "import_chunk" (
    "workspace_id" TEXT NOT NULL,
    "import_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "start" BIGINT NOT NULL,
    "length" INTEGER NOT NULL,
    "packed" BYTEA NOT NULL,

    CONSTRAINT "import_chunk_pkey" PRIMARY KEY ("workspace_id","import_id","position")
);

-- CreateTable
CREATE TABLE "transcript" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "content_id" BOOLEAN NOT NULL,
    "arrival" BIGSERIAL NOT NULL,
    "revision" INTEGER NOT NULL,
    "revisions" INTEGER NOT NULL,
    "title" TEXT,
    "served_user" TEXT,
    "task" TEXT,
    "parent_id" TEXT,
    "parent_external_id" TEXT,
    "events" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "diverged" BOOLEAN NOT NULL DEFAULT false,
    "metadata" JSONB NOT NULL,
    "outcome" TEXT NOT NULL DEFAULT 'unknown',
    "outcome_score" DOUBLE PRECISION,
    "outcome_source" TEXT NOT NULL DEFAULT 'imported',
    "outcome_note" TEXT,
    "outcome_at" TIMESTAMPTZ(3),
    "excluded_at" TIMESTAMPTZ(3),
    "excluded_by" TEXT,
    "excluded_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "transcript_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "transcript_revision" (
    "workspace_id" TEXT NOT NULL,
    "transcript_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "import_id" TEXT NOT NULL,
    "branch" INTEGER NOT NULL,
    "events" INTEGER NOT NULL,
    "chain" TEXT NOT NULL,
    "diverged" BOOLEAN NOT NULL DEFAULT false,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "masked" BOOLEAN NOT NULL DEFAULT false,
    "raw" JSONB NOT NULL,
    "uploaded_by" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "transcript_revision_pkey" PRIMARY KEY ("workspace_id","transcript_id","revision")
);

-- CreateTable
CREATE TABLE "event" (
    "workspace_id" TEXT NOT NULL,
    "transcript_id" TEXT NOT NULL,
    "branch" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3),
    "text" TEXT NOT NULL,
    "tool_name" TEXT,
    "call_id" TEXT,
    "is_error" BOOLEAN,
    "trust" TEXT NOT NULL,
    "chain" TEXT NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("workspace_id","transcript_id","branch","seq")
);

-- CreateTable
CREATE TABLE "blob" (
    "workspace_id" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "blob_pkey" PRIMARY KEY ("workspace_id","sha256")
);

-- CreateTable
CREATE TABLE "memory_revision" (
    "workspace_id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "memory_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "from_version" INTEGER NOT NULL,
    "until_version" INTEGER,
    "origin_revision_id" TEXT,
    "change_id" TEXT,
    "key" TEXT,
    "trust" TEXT NOT NULL,
    "evidence_at" TIMESTAMPTZ(3),
    "by_person" BOOLEAN NOT NULL,
    "derived" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "memory_revision_pkey" PRIMARY KEY ("workspace_id","store_id","id")
);

-- CreateTable
CREATE TABLE "memory_pin" (
    "workspace_id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "memory_id" TEXT NOT NULL,
    "pinned_by" TEXT NOT NULL,
    "pinned_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "memory_pin_pkey" PRIMARY KEY ("workspace_id","store_id","memory_id")
);

-- CreateTable
CREATE TABLE "version" (
    "workspace_id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "parent" INTEGER,
    "cause" TEXT NOT NULL,
    "author" JSONB NOT NULL,
    "message" TEXT NOT NULL DEFAULT '',
    "hash" TEXT NOT NULL,
    "proposal_id" TEXT,
    "to_version" INTEGER,
    "created" INTEGER NOT NULL,
    "updated" INTEGER NOT NULL,
    "removed" INTEGER NOT NULL,
    "renamed" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "version_pkey" PRIMARY KEY ("workspace_id","store_id","number")
);

-- CreateTable
CREATE TABLE "dream" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "phase" TEXT,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "engine" TEXT NOT NULL,
    "model" TEXT,
    "trigger" TEXT NOT NULL,
    "base_version" INTEGER NOT NULL,
    "as_of" TIMESTAMPTZ(3),
    "instructions" TEXT,
    "proposal_id" TEXT,
    "usage" JSONB NOT NULL,
    "considered_counts" JSONB NOT NULL DEFAULT '{}',
    "notes" JSONB NOT NULL DEFAULT '[]',
    "error" JSONB,
    "actor" JSONB NOT NULL,
    "owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "cancel_requested_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "dream_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "dream_transcript" (
    "workspace_id" TEXT NOT NULL,
    "dream_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "transcript_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,

    CONSTRAINT "dream_transcript_pkey" PRIMARY KEY ("workspace_id","dream_id","position")
);

-- CreateTable
CREATE TABLE "dream_step" (
    "workspace_id" TEXT NOT NULL,
    "dream_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "result" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dream_step_pkey" PRIMARY KEY ("workspace_id","dream_id","key")
);

-- CreateTable
CREATE TABLE "dream_considered" (
    "workspace_id" TEXT NOT NULL,
    "dream_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "rule" TEXT NOT NULL,

    CONSTRAINT "dream_considered_pkey" PRIMARY KEY ("workspace_id","dream_id","position")
);

-- CreateTable
CREATE TABLE "store_read" (
    "workspace_id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "transcript_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "dream_id" TEXT NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "store_read_pkey" PRIMARY KEY ("workspace_id","store_id","transcript_id","revision")
);

-- CreateTable
CREATE TABLE "proposal" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "dream_id" TEXT,
    "status" TEXT NOT NULL DEFAULT 'open',
    "base_version" INTEGER NOT NULL,
    "applied_version" INTEGER,
    "findings" JSONB NOT NULL DEFAULT '[]',
    "rest_of" TEXT,
    "moved_to" TEXT,
    "closed_by" JSONB,
    "closed_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "proposal_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "change" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "proposal_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "op" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "new_path" TEXT,
    "memory_id" TEXT,
    "sources" JSONB NOT NULL DEFAULT '[]',
    "before" TEXT,
    "after" TEXT,
    "reason" TEXT NOT NULL,
    "key" TEXT,
    "support" JSONB NOT NULL,
    "trust" TEXT NOT NULL,
    "evidence_at" TIMESTAMPTZ(3),
    "findings" JSONB NOT NULL,
    "risk" TEXT NOT NULL,
    "risk_reasons" JSONB NOT NULL,
    "depends_on" TEXT[],
    "overlaps" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "previously_rejected" JSONB,
    "state" TEXT NOT NULL DEFAULT 'undecided',
    "decided_text" TEXT,

    CONSTRAINT "change_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "evidence" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "change_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "transcript_id" TEXT,
    "revision" INTEGER,
    "event_seq" INTEGER,
    "path" TEXT,
    "version" INTEGER,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    "quote" TEXT NOT NULL,
    "trust" TEXT NOT NULL,
    "grounded" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3),
    "supports" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "evidence_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "decision" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "change_id" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "content" TEXT,
    "comment" TEXT,
    "reason_code" TEXT,
    "by" JSONB NOT NULL,
    "person_id" TEXT,
    "via" TEXT NOT NULL,
    "batch_rule" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "rejection" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "text_norm" TEXT NOT NULL,
    "events" TEXT[],
    "by" JSONB NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rejection_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "workspace_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("workspace_id","agent_id","session_id","store_id","version")
);

-- CreateTable
CREATE TABLE "audit" (
    "workspace_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" JSONB NOT NULL,
    "action" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "metadata" JSONB NOT NULL,
    "prev_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("workspace_id","seq")
);

-- CreateTable
CREATE TABLE "audit_head" (
    "workspace_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_email_key" ON "person"("email");

-- CreateIndex
CREATE UNIQUE INDEX "one_time_link_token_hash_key" ON "one_time_link"("token_hash");

-- CreateIndex
CREATE INDEX "one_time_link_workspace_id_idx" ON "one_time_link"("workspace_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "store_agent_workspace_id_agent_id_idx" ON "store_agent"("workspace_id", "agent_id");

-- CreateIndex
CREATE INDEX "import_workspace_id_agent_id_created_at_idx" ON "import"("workspace_id", "agent_id", "created_at");

-- CreateIndex
CREATE INDEX "transcript_workspace_id_agent_id_arrival_idx" ON "transcript"("workspace_id", "agent_id", "arrival");

-- CreateIndex
CREATE INDEX "transcript_workspace_id_arrival_idx" ON "transcript"("workspace_id", "arrival");

-- CreateIndex
CREATE UNIQUE INDEX "transcript_workspace_id_agent_id_format_external_id_key" ON "transcript"("workspace_id", "agent_id", "format", "external_id");

-- CreateIndex
CREATE INDEX "memory_revision_workspace_id_store_id_path_from_version_idx" ON "memory_revision"("workspace_id", "store_id", "path", "from_version");

-- CreateIndex
CREATE INDEX "memory_revision_workspace_id_store_id_memory_id_from_versio_idx" ON "memory_revision"("workspace_id", "store_id", "memory_id", "from_version");

-- CreateIndex
CREATE INDEX "memory_revision_workspace_id_store_id_from_version_idx" ON "memory_revision"("workspace_id", "store_id", "from_version");

-- CreateIndex
CREATE INDEX "dream_workspace_id_store_id_created_at_idx" ON "dream"("workspace_id", "store_id", "created_at");

-- CreateIndex
CREATE INDEX "dream_transcript_workspace_id_transcript_id_idx" ON "dream_transcript"("workspace_id", "transcript_id");

-- CreateIndex
CREATE INDEX "proposal_workspace_id_status_created_at_idx" ON "proposal"("workspace_id", "status", "created_at");

-- CreateIndex
CREATE INDEX "proposal_workspace_id_store_id_created_at_idx" ON "proposal"("workspace_id", "store_id", "created_at");

-- CreateIndex
CREATE INDEX "change_workspace_id_proposal_id_position_idx" ON "change"("workspace_id", "proposal_id", "position");

-- CreateIndex
CREATE INDEX "evidence_workspace_id_change_id_position_idx" ON "evidence"("workspace_id", "change_id", "position");

-- CreateIndex
CREATE INDEX "evidence_workspace_id_transcript_id_idx" ON "evidence"("workspace_id", "transcript_id");

-- CreateIndex
CREATE INDEX "decision_workspace_id_change_id_at_idx" ON "decision"("workspace_id", "change_id", "at");

-- CreateIndex
CREATE INDEX "rejection_workspace_id_store_id_target_idx" ON "rejection"("workspace_id", "store_id", "target");

-- CreateIndex
CREATE INDEX "delivery_workspace_id_store_id_version_idx" ON "delivery"("workspace_id", "store_id", "version");

-- CreateIndex
CREATE INDEX "audit_workspace_id_action_idx" ON "audit"("workspace_id", "action");

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent" ADD CONSTRAINT "agent_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "store" ADD CONSTRAINT "store_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "store_agent" ADD CONSTRAINT "store_agent_workspace_id_store_id_fkey" FOREIGN KEY ("workspace_id", "store_id") REFERENCES "store"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "store_agent" ADD CONSTRAINT "store_agent_workspace_id_agent_id_fkey" FOREIGN KEY ("workspace_id", "agent_id") REFERENCES "agent"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "transcript" ADD CONSTRAINT "transcript_workspace_id_agent_id_fkey" FOREIGN KEY ("workspace_id", "agent_id") REFERENCES "agent"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "version" ADD CONSTRAINT "version_workspace_id_store_id_fkey" FOREIGN KEY ("workspace_id", "store_id") REFERENCES "store"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dream" ADD CONSTRAINT "dream_workspace_id_store_id_fkey" FOREIGN KEY ("workspace_id", "store_id") REFERENCES "store"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "proposal" ADD CONSTRAINT "proposal_workspace_id_store_id_fkey" FOREIGN KEY ("workspace_id", "store_id") REFERENCES "store"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change" ADD CONSTRAINT "change_workspace_id_proposal_id_fkey" FOREIGN KEY ("workspace_id", "proposal_id") REFERENCES "proposal"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_workspace_id_change_id_fkey" FOREIGN KEY ("workspace_id", "change_id") REFERENCES "change"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_workspace_id_change_id_fkey" FOREIGN KEY ("workspace_id", "change_id") REFERENCES "change"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
