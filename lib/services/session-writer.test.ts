import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PreparedSession } from "@/lib/services/prepare-session";
import { SessionWriter } from "@/lib/services/session-writer";

const ready = (externalId: string, chars = 10): PreparedSession =>
  ({ session: { externalId }, events: [{ text: "x".repeat(chars) }], masked: false, chain: [] }) as unknown as PreparedSession;

/** Writes into `written` in batches; refuses every batch that holds `bad`. */
function writer(bad?: string) {
  const written: string[] = [];
  const batches: string[][] = [];
  const noted: string[] = [];
  const made = new SessionWriter(
    async (sessions) => {
      const ids = sessions.map(({ session }) => session.externalId);
      await Promise.resolve();
      if (bad !== undefined && ids.includes(bad)) throw new Error(`cannot write ${bad}`);
      batches.push(ids);
      written.push(...ids);
      return ids.map((externalId) => ({ kind: "duplicate" as const, id: externalId, externalId }));
    },
    ({ session }, result) => noted.push(`${session.externalId} ${result.id}`),
  );
  return { made, written, batches, noted };
}

async function writeAll(ids: readonly string[], made: SessionWriter, chars?: number): Promise<void> {
  for (const id of ids) await made.add(ready(id, chars));
  await made.flush();
  await made.settled();
}

describe("sessions of one upload", () => {
  it("are all written, in their order, and no batch holds one id twice", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 60 }), async (ids) => {
        const { made, written, batches, noted } = writer();
        await writeAll(ids, made);
        expect(written).toEqual(ids);
        expect(noted).toEqual(ids.map((id) => `${id} ${id}`));
        for (const batch of batches) expect(new Set(batch).size).toBe(batch.length);
      }),
    );
  });

  it("share a transaction while they are small; large ones do not", async () => {
    const ids = Array.from({ length: 40 }, (_, i) => `s${i}`);
    const small = writer();
    await writeAll(ids, small.made);
    expect(small.batches.map((batch) => batch.length)).toEqual([16, 16, 8]);
    const large = writer();
    await writeAll(ids.slice(0, 3), large.made, 2 * 1024 * 1024);
    expect(large.batches.map((batch) => batch.length)).toEqual([1, 1, 1]);
  });

  it("that cannot be written stops the upload there: those before it are in, those after it are not", async () => {
    const ids = Array.from({ length: 40 }, (_, i) => `s${i}`);
    const { made, written } = writer("s20");
    await expect(writeAll(ids, made)).rejects.toThrow("cannot write s20");
    expect(written).toEqual(ids.slice(0, 20));
  });
});
