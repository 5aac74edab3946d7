import { describe, expect, it } from "vitest";
import { z } from "zod";
import { isOwnHost } from "@/lib/auth/own-origin";
import { systemActor } from "@/lib/domain/actor";
import { systemContext } from "@/lib/domain/context";
import { AppError } from "@/lib/domain/errors";
import { parse, readJson, readQuery } from "@/lib/http/input";
import { requireOwnOrigin, requireOwnSite } from "@/lib/http/origin";
import { decodeCursor, encodeCursor, toPage } from "@/lib/http/paging";
import { refusalReply } from "@/lib/http/reply";
import { notAllowed, notFound } from "@/lib/http/route";
import { pageQuery } from "@/lib/schemas/params";

const params = Promise.resolve({});
const typeOf = (run: () => unknown) => {
  try {
    run();
    return "nothing";
  } catch (error) {
    return error instanceof AppError ? error.type : "bug";
  }
};
const post = (body: string | Uint8Array, headers = {}) =>
  new Request("http://localhost/x", { method: "POST", body: body as BodyInit, headers });
const refused = async (run: Promise<unknown>) =>
  run.then(
    () => "nothing",
    (e) => (e instanceof AppError ? e.type : String(e)),
  );

describe("the origin of a request with a cookie", () => {
  const from = (method: string, host: string, origin?: string) =>
    new Request("http://x/", { method, headers: { host, ...(origin ? { origin } : {}) } });

  it.each([
    ["POST", "localhost:3000", "http://localhost:3000", "nothing"],
    ["POST", "127.0.0.1:3000", "http://127.0.0.1:3000", "nothing"],
    ["DELETE", "[::1]:3000", "http://[::1]:3000", "nothing"],
    ["GET", "evil.example", undefined, "nothing"],
    ["POST", "localhost:3000", undefined, "forbidden"],
    ["POST", "localhost:3000", "null", "forbidden"],
    ["POST", "localhost:3000", "https://evil.example", "forbidden"],
    ["POST", "localhost:3000", "http://localhost:4000", "forbidden"],
    ["PUT", "evil.example", "http://evil.example", "forbidden"],
    ["PUT", "localhost.evil.example", "http://localhost.evil.example", "forbidden"],
  ])("%s to %s from %s: %s", (method, host, origin, expected) => {
    expect(typeOf(() => requireOwnOrigin(from(method, host, origin)))).toBe(expected);
  });

  it.each([
    ["browser", "cross-site", "forbidden"],
    ["browser", "same-site", "forbidden"],
    ["browser", "same-origin", "nothing"],
    ["browser", "none", "nothing"],
    ["browser", null, "nothing"],
    ["api", "cross-site", "nothing"],
  ] as const)("a read that leaves something behind, by %s, led here by %s: %s", (via, site, expected) => {
    const request = new Request("http://localhost/x", { headers: site === null ? {} : { "sec-fetch-site": site } });
    expect(typeOf(() => requireOwnSite({ ...systemContext("wsp_x", systemActor("worker", "Test")), via }, request))).toBe(expected);
  });

  it("the host of REVEILLE_URL is ours with its port only", () => {
    process.env.REVEILLE_URL = "https://reveille.example.com";
    expect([isOwnHost("reveille.example.com"), isOwnHost("reveille.example.com:81"), isOwnHost("other.example.com")]).toEqual([
      true,
      false,
      false,
    ]);
    delete process.env.REVEILLE_URL;
  });
});

describe("what is not well-formed", () => {
  it("is told place by place", () => {
    const schema = z.object({ name: z.string(), list: z.array(z.object({ n: z.number() })) });
    try {
      parse(schema, { list: [{ n: 1 }, { n: "two" }] });
    } catch (error) {
      expect((error as AppError).details).toMatchObject([{ path: "name" }, { path: "list.1.n" }]);
    }
    expect.assertions(1);
  });

  it.each([["a\u0000b"], ["\ud800"], [{ deep: [{ x: "\udfff" }] }], [{ "k\u0000": 1 }]])(
    "U+0000 and lone surrogates are refused: %j",
    (value) => {
      expect(typeOf(() => parse(z.unknown(), value))).toBe("invalid_request");
    },
  );

  it("a body 100,000 levels deep is read and refused or passed, never a crash", async () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(await refused(readJson(post(deep)).then((value) => parse(z.object({}), value)))).toBe("invalid_request");
  });

  it.each([
    ["{", "invalid_request"],
    ["{'a':1}", "invalid_request"],
    ["", "nothing"],
    ["  ", "nothing"],
    ["null", "nothing"],
  ])("body %j: %s", async (body, expected) => {
    expect(await refused(readJson(post(body)))).toBe(expected);
  });

  it("bytes that are not UTF-8 are refused", async () => {
    expect(await refused(readJson(post(new Uint8Array([0x22, 0xff, 0x22]))))).toBe("invalid_request");
  });

  it("a body over the limit is refused, whether it says its length or not", async () => {
    expect(await refused(readJson(post(JSON.stringify("x".repeat(100))), 50))).toBe("too_large");
    const stream = new Blob(["x".repeat(100)]).stream();
    const request = new Request("http://localhost/", { method: "POST", body: stream, duplex: "half" } as RequestInit);
    expect(await refused(readJson(request, 50))).toBe("too_large");
  });

  it("a query name that is given twice becomes a list", () => {
    expect(readQuery("http://x/?a=1&b=2&a=3")).toEqual({ a: ["1", "3"], b: "2" });
  });
});

describe("answers", () => {
  it("an unknown error says nothing but the request id", async () => {
    const response = refusalReply(new Error("password=hunter2"), "req-1");
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).not.toContain("hunter2");
    expect(JSON.parse(text).error).toMatchObject({ type: "internal", details: { request_id: "req-1" } });
  });

  it("401 names the scheme, 429 the seconds to wait", () => {
    expect(refusalReply(new AppError("unauthorized", "x"), "").headers.get("www-authenticate")).toMatch(/^Bearer/);
    expect(refusalReply(new AppError("rate_limited", "x", { retry_after: 12.2 }), "").headers.get("retry-after")).toBe("13");
  });

  it("a method that a route does not have gives 405 with Allow, an unknown route 404, both as JSON with a request id", async () => {
    const refusedMethod = await notAllowed("GET", "POST").PUT(new Request("http://x/", { method: "PUT" }), { params });
    expect([refusedMethod.status, refusedMethod.headers.get("allow")]).toEqual([405, "GET, POST"]);
    const missing = await notFound(new Request("http://x/", { headers: { "x-request-id": "abc-1" } }), { params });
    expect([missing.status, missing.headers.get("x-request-id"), (await missing.json()).error.type]).toEqual([404, "abc-1", "not_found"]);
  });
});

describe("paging", () => {
  const position = z.tuple([z.string(), z.number()]);
  it("a cursor gives back its position; another list's, or nonsense, is refused", () => {
    expect(decodeCursor(encodeCursor(["a", 1]), position)).toEqual(["a", 1]);
    expect(decodeCursor(undefined, position)).toBeNull();
    for (const bad of ["x", "!!", encodeCursor({ other: 1 }), encodeCursor(["a", "1"])]) {
      expect(typeOf(() => decodeCursor(bad, position))).toBe("invalid_request");
    }
  });

  it("limit is 20 unless told, 1 to 100", () => {
    expect(pageQuery.parse({}).limit).toBe(20);
    for (const limit of ["0", "101", "1.5", "x", ""]) expect(pageQuery.safeParse({ limit }).success).toBe(false);
  });

  it("a cursor with what PostgreSQL cannot compare is refused", () => {
    expect(typeOf(() => decodeCursor(encodeCursor("agt_\u0000"), z.string()))).toBe("invalid_request");
  });

  it("the last page has no cursor", () => {
    expect(toPage([1, 2, 3], 2, (n) => [n]).next_cursor).toBe(encodeCursor([2]));
    expect(toPage([1, 2], 2, (n) => [n]).next_cursor).toBeNull();
  });
});
