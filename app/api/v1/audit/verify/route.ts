import { requirePermission } from "@/lib/domain/context";
import { notAllowed, route } from "@/lib/http/route";
import { verifyAudit } from "@/lib/queries/audit";
import { auditOperations } from "@/lib/schemas/operations/audit";

export const GET = route(auditOperations.verifyAudit, async ({ ctx }) => {
  requirePermission(ctx, "audit.read");
  return verifyAudit(ctx.scope);
});

export const { POST, PUT, PATCH, DELETE } = notAllowed("GET");
