import { expect, it } from "vitest";
import { listProposals } from "@/lib/queries/proposals";
import { makeProposal, makeStore, makeWorkspace } from "@/lib/testing/factories";

it("proposals that wait come page by page, those that wait longest first, each once", async () => {
  const { admin } = await makeWorkspace();
  const storeId = await makeStore(admin);
  const made: string[] = [];
  for (let n = 0; n < 5; n++) made.push((await makeProposal(admin, storeId, [{ op: "create", path: `/p${n}.md` }])).id);
  const seen: string[] = [];
  for (let after: string | null = null; ; ) {
    const rows: { id: string }[] = await listProposals(admin.scope, { status: "open", oldest: true }, { limit: 2, after });
    seen.push(...rows.slice(0, 2).map((p) => p.id));
    if (rows.length <= 2) break;
    after = seen.at(-1) ?? null;
  }
  expect(seen).toEqual(made);
});
