-- What requests in flight may cost at most, so that dreams at once stay under one cap together.
CREATE TABLE "model_hold" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "dream_id" TEXT NOT NULL,
    "usd" DOUBLE PRECISION NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_hold_pkey" PRIMARY KEY ("workspace_id","id")
);

CREATE INDEX "model_hold_workspace_id_dream_id_idx" ON "model_hold"("workspace_id", "dream_id");

ALTER TABLE "model_hold" ADD CONSTRAINT "model_hold_workspace_id_dream_id_fkey" FOREIGN KEY ("workspace_id", "dream_id") REFERENCES "dream"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
