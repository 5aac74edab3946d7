import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Answer, Outbox, type Send, type Sending, type Shelf } from "@/components/review/outbox/outbox";

function makeShelf(): Shelf & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (k) => kept.get(k) ?? null,
    setItem: (k, v) => void kept.set(k, v),
    removeItem: (k) => void kept.delete(k),
  };
}

const accept = (id: string, change = id): Sending => ({ id, at: "", decisions: [{ change_id: change, verdict: "accept" }] });

/** A server that knows decisions by their id, as ours does; `fate` says what becomes of each request. */
function makeServer(fate: () => "ok" | "lost before" | "lost after" | "internal", refuses: (change: string) => boolean = () => false) {
  const taken: string[] = [];
  const send: Send<number> = async ({ decisions }): Promise<Answer<number>> => {
    const what = fate();
    if (what === "lost before") throw new TypeError("no network");
    if (what === "internal") return { ok: false, again: true, message: "Something went wrong." };
    const bad = decisions.find((d) => refuses(d.change_id));
    if (bad) return { ok: false, message: `${bad.change_id} is refused` };
    for (const d of decisions) if (!taken.includes(d.client_id ?? "")) taken.push(d.client_id ?? "");
    if (what === "lost after") throw new TypeError("no network");
    return { ok: true, value: taken.length };
  };
  return { taken, send };
}

describe("decisions on their way", () => {
  it("are on the shelf until the server has answered", async () => {
    const shelf = makeShelf();
    const server = makeServer(() => "ok");
    const outbox = new Outbox("k", shelf, server.send);
    outbox.add(accept("1"));
    expect(shelf.kept.get("k")).toContain('"1"');
    expect(await outbox.flush()).toBe(true);
    expect(shelf.kept.size).toBe(0);
    expect(server.taken).toEqual(["1"]);
  });

  it("are sent by the next tab where the first was closed before they left", async () => {
    const shelf = makeShelf();
    const first = new Outbox("k", shelf, () => new Promise<Answer<number>>(() => {}));
    first.add(accept("1"));
    first.add(accept("2"));
    const server = makeServer(() => "ok");
    await new Outbox("k", shelf, server.send).flush();
    expect(server.taken).toEqual(["1", "2"]);
  });

  it("say why they wait, and go once the network is back", async () => {
    let fate: "ok" | "lost before" = "lost before";
    const server = makeServer(() => fate);
    const outbox = new Outbox("k", makeShelf(), server.send);
    outbox.add(accept("1"));
    expect(await outbox.flush()).toBe(false);
    expect(outbox.get().trouble).toBe("The server cannot be reached.");
    outbox.add(accept("2"));
    fate = "ok";
    expect(await outbox.flush()).toBe(true);
    expect(server.taken).toEqual(["1", "2"]);
    expect(outbox.get().trouble).toBeUndefined();
  });

  it("that are refused are told one by one; the others of the same request still go", async () => {
    let fate: "ok" | "lost before" = "lost before";
    const server = makeServer(
      () => fate,
      (change) => change === "2",
    );
    const shelf = makeShelf();
    const outbox = new Outbox("k", shelf, server.send);
    for (const id of ["1", "2", "3"]) outbox.add(accept(id));
    await outbox.flush();
    fate = "ok";
    expect(await outbox.flush()).toBe(true);
    expect(server.taken).toEqual(["1", "3"]);
    expect(outbox.get().refused).toEqual([{ ...accept("2"), message: "2 is refused" }]);
    expect(new Outbox("k", shelf, server.send).get().refused).toHaveLength(1);
  });

  it("that are refused stay whole until they are tried again or discarded, also over a reload and past other decisions", async () => {
    let refuses = true;
    const server = makeServer(
      () => "ok",
      (change) => refuses && change === "1",
    );
    const shelf = makeShelf();
    const first = new Outbox("k", shelf, server.send);
    first.add({ ...accept("1"), decisions: [{ change_id: "1", verdict: "edit", content: "My words." }] });
    await first.flush();
    const outbox = new Outbox("k", shelf, server.send);
    outbox.add(accept("2"));
    await outbox.flush();
    expect(outbox.get().refused.map((r) => r.decisions[0]?.content)).toEqual(["My words."]);
    outbox.retry("1", outbox.get().refused[0]?.decisions ?? []);
    await outbox.flush();
    expect(outbox.get().refused).toHaveLength(1);
    refuses = false;
    outbox.retry("1", outbox.get().refused[0]?.decisions ?? []);
    await outbox.flush();
    expect([outbox.get().refused, server.taken]).toEqual([[], ["2", "1"]]);
    refuses = true;
    outbox.add({ ...accept("3"), decisions: [{ change_id: "1", verdict: "accept" }] });
    await outbox.flush();
    outbox.discard("3");
    expect([outbox.get().refused, shelf.kept.size]).toEqual([[], 0]);
  });

  it("one that the server can never take holds up the others only until it is discarded", async () => {
    const taken: string[] = [];
    const send: Send<number> = async ({ decisions }) => {
      if (decisions.some((d) => d.change_id === "1")) return { ok: false, again: true, message: "Something went wrong." };
      taken.push(...decisions.map((d) => d.change_id));
      return { ok: true, value: taken.length };
    };
    const outbox = new Outbox("k", makeShelf(), send);
    for (const id of ["1", "2", "3"]) outbox.add(accept(id));
    for (let i = 0; i < 3; i++) await outbox.flush();
    expect([outbox.get().failures, outbox.get().trouble, taken]).toEqual([3, "Something went wrong.", []]);
    outbox.discard("1");
    await outbox.flush();
    expect([taken, outbox.get().trouble]).toEqual([["2", "3"], undefined]);
  });

  it("of two tabs at one proposal are all sent, and all on the shelf until they are, whichever tab is closed", async () => {
    const shelf = makeShelf();
    let answer = () => {};
    const slow: Send<number> = () => new Promise((done) => (answer = () => done({ ok: true, value: 1 })));
    const first = new Outbox("k", shelf, slow);
    const second = new Outbox("k", shelf, () => Promise.reject(new TypeError("no network")));
    first.add(accept("1"));
    second.reread();
    second.add(accept("2"));
    await second.flush();
    const sent = first.flush();
    answer();
    await Promise.resolve();
    // The first tab's answer takes its own off the shelf, not what the second put there.
    await new Promise((done) => setImmediate(done));
    expect(shelf.kept.get("k")).toContain('"2"');
    second.reread();
    expect(second.get().waiting.map((s) => s.id)).toEqual(["2"]);
    answer();
    await sent;
    second.reread();
    expect(second.get().waiting).toEqual([]);
  });

  it("wait in the tab where the shelf is full", async () => {
    const full: Shelf = {
      ...makeShelf(),
      setItem: () => {
        throw new Error("full");
      },
    };
    const server = makeServer(() => "ok");
    const outbox = new Outbox("k", full, server.send);
    for (const id of ["1", "2"]) outbox.add(accept(id));
    outbox.reread();
    await outbox.flush();
    expect(server.taken).toEqual(["1", "2"]);
  });

  it("none is lost, none doubled, all in order, whatever becomes of the requests", async () => {
    const fates = fc.array(fc.constantFrom("ok" as const, "lost before" as const, "lost after" as const, "internal" as const), {
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(fates, fc.integer({ min: 1, max: 12 }), async (fates, n) => {
        const left = [...fates];
        const server = makeServer(() => left.shift() ?? "ok");
        const shelf = makeShelf();
        const ids = Array.from({ length: n }, (_, i) => String(i));
        let outbox = new Outbox("k", shelf, server.send);
        for (const id of ids) {
          outbox.add(accept(id));
          // The tab is closed and opened again now and then.
          if (Number(id) % 3 === 2) {
            await outbox.flush();
            outbox = new Outbox("k", shelf, server.send);
          }
        }
        while (!(await outbox.flush())) {}
        expect(server.taken).toEqual(ids);
      }),
    );
  });
});
