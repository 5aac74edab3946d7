import type { BaseMemory, DreamDraft, DreamSession } from "@/lib/domain/dream";
import { DEFAULT_POLICY } from "@/lib/domain/policy";
import type { GatedChange } from "@/lib/domain/proposal";
import { gate } from "@/lib/dreaming/gate";
import { casesOf } from "@/lib/dreaming/local/cases";
import { localEngine } from "@/lib/dreaming/local/engine";
import { newest } from "@/lib/dreaming/local/sort";
import { input, run } from "@/lib/dreaming/local/test-sessions";

export type Dreamt = { draft: DreamDraft; changes: GatedChange[] };

/** A dream of the `local` engine and the gate after it, without a database. */
export async function dreamInMemory(sessions: DreamSession[], memories: BaseMemory[] = []): Promise<Dreamt> {
  const given = input(sessions, { memories, asOf: newest(sessions.map((s) => s.startedAt)) ?? "2026-06-01T00:00:00Z" });
  const draft = await localEngine.draft(given, run());
  const { changes } = await gate(draft, given, { policy: DEFAULT_POLICY, cases: casesOf(sessions) });
  return { draft, changes };
}

/** True when the engine says that it cannot tell an update from a different fact: a reviewer has to. */
export const isFlagged = (change: GatedChange): boolean => change.findings.some((f) => f.check === "possible-contradiction");

/** The memory after the changes were accepted. */
export function accepted(memories: readonly BaseMemory[], changes: readonly GatedChange[]): BaseMemory[] {
  const byPath = new Map(memories.map((m) => [m.path, m]));
  for (const change of changes) {
    const before = byPath.get(change.path);
    for (const path of [change.path, ...change.sources.map((s) => s.path)]) byPath.delete(path);
    if (change.after === null) continue;
    const path = change.newPath ?? change.path;
    byPath.set(path, {
      memoryId: `mem_${path}`,
      path,
      kind: change.kind,
      content: change.after,
      key: change.key,
      trust: change.trust,
      evidenceAt: newest([before?.evidenceAt ?? null, change.evidenceAt]),
      protected: false,
    });
  }
  return [...byPath.values()];
}
