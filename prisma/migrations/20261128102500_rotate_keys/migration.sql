-- A key that is given a new secret stays the same key. The one before is remembered, so that it can be refused in words once its time is over.
ALTER TABLE "api_key" ADD COLUMN "previous_hash" TEXT,
ADD COLUMN "previous_until" TIMESTAMPTZ(3),
ADD COLUMN "previous_used_at" TIMESTAMPTZ(3),
ADD COLUMN "rotated_at" TIMESTAMPTZ(3);
CREATE UNIQUE INDEX "api_key_previous_hash_key" ON "api_key"("previous_hash");
