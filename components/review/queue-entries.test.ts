import fc from "fast-check";
import { expect, it } from "vitest";
import { inReviewOrder } from "@/components/review/order";
import { drawnEntries, queueEntries } from "@/components/review/queue-entries";
import type { Risk } from "@/lib/domain/proposal";
import type { Change } from "@/lib/domain/views";

const change = (id: string, risk: Risk) => ({ id, risk, op: "update", path: `/${id}` }) as Change;
const queue = fc
  .array(fc.constantFrom<Risk>("high", "medium", "low"), { maxLength: 60 })
  .map((risks) => inReviewOrder(risks.map((risk, i) => change(`c${i}`, risk))));

it("every change has one entry, in its order, numbered through the whole queue", () => {
  fc.assert(
    fc.property(queue, fc.boolean(), (changes, hasGroups) => {
      const { entries, tiers } = queueEntries(changes, hasGroups);
      const rows = entries.flatMap((e) => (e.kind === "change" ? [e] : []));
      expect(rows.map((e) => [e.key, e.position])).toEqual(changes.map((c, i) => [c.id, i + 1]));
      expect(tiers.flatMap((t) => t.changes)).toEqual(changes);
      for (const t of tiers) expect(entries.slice(t.first, t.last + 1).map((e) => e.key)).toEqual(t.changes.map((c) => c.id));
      expect(new Set(entries.map((e) => e.key)).size).toBe(entries.length);
    }),
  );
});

it("what is in sight, selected or focused is drawn, the last two with their neighbours, and with every heading and the ends of every tier, once and in order", () => {
  fc.assert(
    fc.property(queue, fc.nat(80), fc.nat(20), fc.nat(80), fc.nat(80), (changes, from, height, a, b) => {
      const { entries, tiers } = queueEntries(changes, true);
      const kept = [changes[a]?.id, changes[b]?.id];
      const drawn = drawnEntries({ from, to: from + height }, entries, tiers, kept);
      expect(drawn).toEqual([...new Set(drawn)].sort((x, y) => x - y));
      const keys = drawn.map((i) => entries[i]?.key);
      expect(keys).not.toContain(undefined);
      for (const key of kept) {
        const at = entries.findIndex((e) => e.key === key);
        if (at >= 0) expect(keys).toEqual(expect.arrayContaining(entries.slice(at - 1, at + 2).map((e) => e.key)));
      }
      for (const [i, e] of entries.entries()) if (e.kind !== "change" || (i >= from && i <= from + height)) expect(drawn).toContain(i);
      for (const t of tiers) expect(drawn).toEqual(expect.arrayContaining([t.first, t.last]));
      expect(drawn.length).toBeLessThanOrEqual(height + 1 + 4 + 2 * tiers.length + 6);
    }),
  );
});
