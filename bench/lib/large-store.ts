import { db } from "@/lib/db/client";
import { newId } from "@/lib/domain/ids";
import { contentHash, stateHash } from "@/lib/domain/memory";
import type { RevisionFields } from "@/lib/domain/version";
import { liveRevisions } from "@/lib/queries/revisions";
import { emitAudits } from "@/lib/services/emit-audit";
import { makeVersion } from "@/lib/services/make-version";
import type { Bench } from "./workspace";

export const MEMORIES = 2_000;
export const VERSIONS = 1_000;
/** Texts of one memory: it changes with every third version. */
export const HOT_PATH = "/facts/area-0/fact-0.md";
const OTHERS_PER_VERSION = 2;

const text = (n: number, edit: number) =>
  `# Fact ${n}\n\nOrders of class ${n % 7} leave from warehouse ${n % 12} within ${1 + (n % 5)} working days.\n\n${Array.from(
    { length: n === 0 ? 30 : 6 },
    (_, i) => `Note ${i}: a customer who asks earlier is told day ${(n * 31 + i * 7 + (i === edit % 6 ? edit : 0)) % 997}, not the hour.`,
  ).join("\n")}\n`;

const pathOf = (n: number) => `/facts/area-${n % 40}/fact-${n}.md`;

/** The bulk of the versions in one call. The triggers that keep a store's past are in force: each version is the next one and ends only what stands. */
const WRITE_VERSIONS = `
  create function pg_temp.bench_versions(w text, s text, author jsonb, steps jsonb) returns void language plpgsql as $$
  declare v jsonb; r jsonb; begin
    for v in select * from jsonb_array_elements(steps) loop
      for r in select * from jsonb_array_elements(v->'revisions') loop
        update memory_revision set until_version = (v->>'number')::int
          where workspace_id = w and store_id = s and memory_id = r->>'memory_id' and until_version is null;
        insert into memory_revision (workspace_id, store_id, id, memory_id, path, kind, sha256, from_version, trust, by_person, derived, created_at)
          values (w, s, r->>'id', r->>'memory_id', r->>'path', 'fact', r->>'sha256', (v->>'number')::int, 'operator', true, false, (v->>'at')::timestamptz);
      end loop;
      insert into version (workspace_id, store_id, number, parent, cause, author, message, hash, created, updated, removed, renamed, created_at)
        values (w, s, (v->>'number')::int, (v->>'number')::int - 1, 'edit', author, v->>'message', v->>'hash', 0,
          jsonb_array_length(v->'revisions'), 0, 0, (v->>'at')::timestamptz);
      update store set head = (v->>'number')::int where workspace_id = w and id = s;
    end loop;
  end $$`;

/** Fills a new store: 2,000 memories in version 2, then versions that each change three of them, until there are 1,000. */
export async function fillStore({ ctx, workspaceId, storeId }: Bench): Promise<void> {
  const first = Array.from(
    { length: MEMORIES },
    (_, n): RevisionFields => ({ ...FACT, memoryId: newId("memory"), path: pathOf(n), sha256: contentHash(text(n, 0)) }),
  );
  const texts = new Map(first.map((m, n) => [m.sha256, text(n, 0)]));
  await db.$transaction((tx) =>
    makeVersion(tx, ctx, { storeId, cause: "import", message: "What was known", plan: () => ({ end: [], begin: first, texts }) }),
  );

  const state = new Map((await liveRevisions(db, workspaceId, storeId)).map((r) => [r.path, r]));
  const blobs = new Map<string, string>();
  const steps = Array.from({ length: VERSIONS - 2 }, (_, i) => {
    const number = i + 3;
    const changed = [
      ...(number % 3 === 0 ? [0] : []),
      ...Array.from({ length: OTHERS_PER_VERSION }, (_, k) => 1 + ((i * OTHERS_PER_VERSION + k) % (MEMORIES - 1))),
    ];
    const revisions = changed.flatMap((n) => {
      const stands = state.get(pathOf(n));
      if (!stands) return [];
      const content = text(n, number);
      const sha256 = contentHash(content);
      blobs.set(sha256, content);
      state.set(stands.path, { ...stands, sha256 });
      return [{ id: newId("memoryRevision"), memory_id: stands.memoryId, path: stands.path, sha256 }];
    });
    const at = new Date(Date.now() - (VERSIONS - number) * 3_600_000).toISOString();
    return { number, at, message: `Correction ${number}`, hash: stateHash([...state.values()]), revisions };
  });
  await db.$transaction(async (tx) => {
    await tx.blob.createMany({
      data: [...blobs].map(([sha256, content]) => ({ workspaceId, sha256, content, bytes: Buffer.byteLength(content) })),
      skipDuplicates: true,
    });
    await tx.$executeRawUnsafe(WRITE_VERSIONS);
    await tx.$queryRaw`select pg_temp.bench_versions(${workspaceId}, ${storeId}, ${JSON.stringify(ctx.actor)}::jsonb, ${JSON.stringify(steps)}::jsonb)::text`;
    await emitAudits(
      tx,
      ctx,
      steps.map(({ number, hash }) => ({
        action: "version.create",
        entity: "store",
        entityId: storeId,
        metadata: { version: number, cause: "edit", hash },
      })),
    );
  });
}

const FACT = {
  kind: "fact",
  originRevisionId: null,
  changeId: null,
  key: null,
  trust: "operator",
  evidenceAt: null,
  byPerson: true,
  derived: false,
} as const;
