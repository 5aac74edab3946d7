DROP TABLE "dream_step";

ALTER TABLE "store" ADD COLUMN "claude" JSONB NOT NULL DEFAULT '{}';

ALTER TABLE "dream" ADD COLUMN "found" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "unprocessed" JSONB NOT NULL DEFAULT '[]';

CREATE TABLE "model_call" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "dream_id" TEXT NOT NULL,
    "phase" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "input_tokens" INTEGER NOT NULL,
    "output_tokens" INTEGER NOT NULL,
    "cache_read_input_tokens" INTEGER NOT NULL,
    "cache_creation_input_tokens" INTEGER NOT NULL,
    "usd" DECIMAL(14,8),
    "batch" BOOLEAN NOT NULL,
    "request_id" TEXT,
    "result" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_call_pkey" PRIMARY KEY ("workspace_id","id")
);

CREATE TABLE "model_answer" (
    "workspace_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "answer" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_answer_pkey" PRIMARY KEY ("workspace_id","key")
);

CREATE TABLE "claude_connection" (
    "workspace_id" TEXT NOT NULL,
    "key_cipher" TEXT,
    "key_hint" TEXT,
    "max_usd_per_month" DOUBLE PRECISION,
    "probe" JSONB,
    "probed_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "claude_connection_pkey" PRIMARY KEY ("workspace_id")
);

CREATE INDEX "model_call_workspace_id_dream_id_idx" ON "model_call"("workspace_id", "dream_id");
CREATE INDEX "model_call_workspace_id_created_at_idx" ON "model_call"("workspace_id", "created_at");

ALTER TABLE "model_call" ADD CONSTRAINT "model_call_workspace_id_dream_id_fkey" FOREIGN KEY ("workspace_id", "dream_id") REFERENCES "dream"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "model_answer" ADD CONSTRAINT "model_answer_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "claude_connection" ADD CONSTRAINT "claude_connection_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
