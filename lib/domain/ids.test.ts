import { describe, expect, it } from "vitest";
import { isId, newId } from "@/lib/domain/ids";

describe("an id", () => {
  it("sorts after every one made before it, also within a millisecond, and when the clock goes back", () => {
    const now = Date.now() + 60_000;
    const ids = Array.from({ length: 10_000 }, (_, i) => newId("decision", i === 5_000 ? now - 10 : now));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("names its kind and is a UUID of version 7", () => {
    const id = newId("proposal");
    expect(id).toMatch(/^prp_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
    expect(isId("proposal", id)).toBe(true);
    expect(isId("change", id)).toBe(false);
    expect(isId("proposal", `${id}0`)).toBe(false);
  });
});
