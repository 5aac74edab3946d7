import { describe, expect, it } from "vitest";
import { notedPieces } from "@/components/diff/prose-notes";
import { numberedQuotes, proseNotes } from "@/components/review/numbered-quotes";
import { nextView, shownView, viewsOf } from "@/components/review/views";
import type { Evidence } from "@/lib/domain/views";

const quote = (text: string, at: string | null, supports?: { start: number; end: number }[]): Evidence => ({
  source: "transcript",
  transcript_id: "trn_1",
  revision: 1,
  event_seq: 0,
  start: 0,
  end: text.length,
  quote: text,
  trust: "user",
  grounded: true,
  at,
  ...(supports ? { supports } : {}),
});

const before = "The cut-off is 16:00.";
const after = "The cut-off is 15:00 now.";

describe("quotes beside a change", () => {
  it("that say the old and are newer than what says the new come first", () => {
    const quotes = numberedQuotes(
      [quote("cut-off is 15:00 now", "2026-10-01T00:00:00Z"), quote("cut-off stays at 16:00", "2026-10-02T00:00:00Z")],
      before,
      after,
    );
    expect(quotes.map((q) => [q.number, q.against, q.newer, q.evidence.quote])).toEqual([
      [1, true, true, "cut-off stays at 16:00"],
      [2, false, false, "cut-off is 15:00 now"],
    ]);
  });

  it("that say the old and are older stay where they are and say so", () => {
    const quotes = numberedQuotes(
      [quote("cut-off is 15:00 now", "2026-10-02T00:00:00Z"), quote("cut-off is at 16:00", "2026-10-01T00:00:00Z")],
      before,
      after,
    );
    expect(quotes.map((q) => [q.against, q.newer])).toEqual([
      [false, false],
      [true, false],
    ]);
  });

  it("do not speak against what they are said to support, nor against a new memory or a removal", () => {
    const old = "cut-off is 16:00";
    expect(numberedQuotes([quote(old, null, [{ start: 0, end: 3 }])], before, after)[0]?.against).toBe(false);
    expect(numberedQuotes([quote(old, null)], null, after)[0]?.against).toBe(false);
    expect(numberedQuotes([quote(old, null)], before, null)[0]?.against).toBe(false);
  });

  it("mark the words that they support, and words without a quote are marked as such", () => {
    const quotes = numberedQuotes([quote("15:00", null, [{ start: 15, end: 20 }])], before, after);
    expect(quotes[0]?.words).toEqual(["15:00"]);
    const notes = proseNotes(quotes, after, [
      { check: "ungrounded", severity: "block", message: "No quote.", span: { start: 21, end: 24 } },
    ]);
    expect(notedPieces(notes, 0, after.length).map((p) => [after.slice(p.start, p.end), p.quotes, p.endOf, p.unsupported])).toEqual([
      ["The cut-off is ", [], [], false],
      ["15:00", [1], [1], false],
      [" ", [], [], false],
      ["now", [], [], true],
      [".", [], [], false],
    ]);
  });

  it("without words of their own stand behind the whole text, a quote that was not found behind none of it", () => {
    const quotes = numberedQuotes([quote("15:00", null), { ...quote("made up", null), grounded: false }], null, `${after}\n`);
    expect(proseNotes(quotes, `${after}\n`, [])).toEqual([{ start: 0, end: after.length, quotes: [1], unsupported: false }]);
  });
});

describe("views of a change", () => {
  const update = { op: "update" as const, before };
  it("compare lines only where there are two texts, in two columns only where there is room", () => {
    expect(viewsOf(update, after, true)).toEqual(["prose", "unified", "split", "source", "rendered"]);
    expect(viewsOf(update, after, false)).toEqual(["prose", "unified", "source", "rendered"]);
    expect(viewsOf({ op: "create", before: null }, after, true)).toEqual(["prose", "source", "rendered"]);
    expect(viewsOf({ op: "delete", before }, null, true)).toEqual(["prose", "source", "rendered"]);
    expect(viewsOf({ op: "rename", before }, before, true)).toEqual(["prose", "source", "rendered"]);
  });

  it("fall back to what is possible", () => {
    expect(shownView(viewsOf(update, after, false), "split")).toBe("unified");
    expect(shownView(viewsOf({ op: "create", before: null }, after, true), "split")).toBe("prose");
    expect(shownView(viewsOf(update, after, true), undefined)).toBe("prose");
    expect(nextView(["prose", "source"], "source")).toBe("prose");
  });
});
