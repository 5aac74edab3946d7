import { requirePermission } from "@/lib/domain/context";
import { refusal } from "@/lib/domain/permission";
import { notAllowed, route } from "@/lib/http/route";
import { getImport } from "@/lib/queries/imports";
import { transcriptOperations } from "@/lib/schemas/operations/transcripts";

export const GET = route(transcriptOperations.getImport, async ({ ctx, params }) => {
  // Whoever may send sessions in may ask what became of them.
  if (refusal(ctx.grant, "transcripts.write")) requirePermission(ctx, "transcripts.read");
  return getImport(ctx.scope, params.id);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
