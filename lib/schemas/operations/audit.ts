import { z } from "zod";
import { auditRowView } from "@/lib/domain/views";
import { operation, pageOf } from "@/lib/schemas/operation";
import { pageQuery } from "@/lib/schemas/params";

export const auditOperations = {
  listAudit: operation({
    method: "GET",
    path: "/audit",
    summary: "Who did what when, newest first.",
    permission: "audit.read",
    query: pageQuery.extend({
      action: z.string().max(100).optional().describe("Such as `proposal.apply`."),
      actor: z.string().max(200).optional().describe("An id or a name, exactly."),
      entity: z.string().max(200).optional().describe("An id, or a kind such as `store`."),
    }),
    answers: { 200: { about: "A page of rows.", json: pageOf(auditRowView) } },
  }),
  verifyAudit: operation({
    method: "GET",
    path: "/audit/verify",
    summary: "Whether the chain of audit rows is whole.",
    permission: "audit.read",
    answers: {
      200: {
        about: "The result.",
        json: z.object({
          rows: z.int().min(0),
          ok: z.boolean(),
          first_bad: z.int().optional().describe("The first row that was changed, is missing, or does not follow."),
        }),
      },
    },
  }),
};
