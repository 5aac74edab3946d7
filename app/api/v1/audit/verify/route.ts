import { requirePermission } from "@/lib/domain/context";
import { notAllowed, route } from "@/lib/http/route";
import { verifyAudit } from "@/lib/queries/audit";

export const GET = route({}, async ({ ctx }) => {
  requirePermission(ctx, "audit.read");
  return verifyAudit(ctx.scope);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
