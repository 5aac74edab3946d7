-- The version that overtook a proposal.
ALTER TABLE "proposal" ADD COLUMN "superseded_by" INTEGER;
