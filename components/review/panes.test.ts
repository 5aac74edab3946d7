import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PANES, readPanes } from "@/components/review/panes";

describe("widths of the panes", () => {
  it("are those that were kept", () => {
    expect(readPanes('{"queue":260,"evidence":500}')).toEqual({ queue: 260, evidence: 500 });
    expect(readPanes(null)).toEqual({ queue: 300, evidence: 372 });
  });

  it("are within their bounds whatever was kept", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.record({ queue: fc.double(), evidence: fc.anything() }).map((v) => JSON.stringify(v)),
        ),
        (kept) => {
          const widths = readPanes(kept);
          for (const pane of ["queue", "evidence"] as const) {
            expect(widths[pane]).toBeGreaterThanOrEqual(PANES[pane].min);
            expect(widths[pane]).toBeLessThanOrEqual(PANES[pane].max);
          }
        },
      ),
    );
  });
});
