import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeTexts, samePatch, shiftSpans } from "@/lib/domain/merge";

const BASE = "# Refunds\n\n- Ask for the order number.\n- Refunds take 14 days.\n- Be polite.\n";
const text = fc.array(fc.constantFrom("a", "b", "c", "", "constructor", "__proto__", "d é"), { maxLength: 8 }).map((l) => l.join("\n"));

describe("a three-way merge", () => {
  it("keeps what each side changed in lines of its own", () => {
    const head = BASE.replace("# Refunds", "# Refunds and returns");
    const proposed = BASE.replace("Be polite.", "Be polite and brief.");
    expect(mergeTexts(BASE, head, proposed)).toEqual({
      ok: true,
      text: "# Refunds and returns\n\n- Ask for the order number.\n- Refunds take 14 days.\n- Be polite and brief.\n",
    });
  });

  it("shows the three texts where both sides changed the same line", () => {
    const merged = mergeTexts(BASE, BASE.replace("14", "30"), BASE.replace("14", "10"));
    expect(merged).toEqual({
      ok: false,
      regions: [
        { kind: "same", text: "# Refunds\n\n- Ask for the order number." },
        {
          kind: "conflict",
          base: "- Refunds take 14 days.",
          head: "- Refunds take 30 days.",
          proposed: "- Refunds take 10 days.",
        },
        { kind: "same", text: "- Be polite.\n" },
      ],
    });
  });

  it("takes a line that both changed alike once", () => {
    const both = BASE.replace("14", "30");
    const more = both.replace("# Refunds", "# Money back");
    expect(mergeTexts(BASE, both, more)).toEqual({ ok: true, text: more });
  });

  it("keeps blanks, line breaks and words that JavaScript has a use for", () => {
    expect(mergeTexts("a  b\n\nconstructor\n", "a  b\n\nconstructor\nx\n", "A  b\n\nconstructor\n")).toEqual({
      ok: true,
      text: "A  b\n\nconstructor\nx\n",
    });
  });

  it("of a side that changed nothing is the other side, byte by byte", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(mergeTexts(a, a, b)).toEqual({ ok: true, text: b });
        expect(mergeTexts(a, b, a)).toEqual({ ok: true, text: b });
        expect(mergeTexts(a, b, b)).toEqual({ ok: true, text: b });
      }),
    );
  });

  it("comes to the same whichever side is called the head", () => {
    fc.assert(
      fc.property(text, text, text, (o, a, b) => {
        const [one, other] = [mergeTexts(o, a, b), mergeTexts(o, b, a)];
        expect(one.ok).toBe(other.ok);
        if (one.ok && other.ok) expect(one.text).toBe(other.text);
      }),
    );
  });
});

describe("the same patch", () => {
  it("is the same lines out and in, wherever they stand", () => {
    const head = `Read this first.\n${BASE}`;
    const step = (t: string) => t.replace("14", "30");
    expect(samePatch(BASE, step(BASE), head, step(head))).toBe(true);
    expect(samePatch(BASE, step(BASE), head, step(head).replace("polite", "kind"))).toBe(false);
  });
});

describe("spans", () => {
  it("go along with their line, and end with it", () => {
    const to = `Read this first.\n${BASE.replace("14", "30")}`;
    const polite = { start: BASE.indexOf("polite"), end: BASE.indexOf("polite") + 6 };
    const days = { start: BASE.indexOf("14"), end: BASE.indexOf("14") + 2 };
    const [moved, ...rest] = shiftSpans(BASE, to, [polite, days]);
    expect(to.slice(moved?.start, moved?.end)).toBe("polite");
    expect(rest).toEqual([]);
  });

  it("that are kept say the same words as before", () => {
    fc.assert(
      fc.property(text, text, fc.nat(20), fc.nat(20), (from, to, a, b) => {
        const span = { start: Math.min(a, b, from.length), end: Math.min(Math.max(a, b), from.length) };
        for (const s of shiftSpans(from, to, [span])) expect(to.slice(s.start, s.end)).toBe(from.slice(span.start, span.end));
      }),
    );
  });
});
