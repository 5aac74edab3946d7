import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

// What the linter cannot say: whoever opens a transaction has asked for permission and leaves an audit row.

/** Entry points that ask for no permission, with the reason. */
const NO_PERMISSION: Record<string, string> = {
  acceptLink: "the link is the permission: nobody is signed in yet",
  bootstrap: "the start of the server, before there is anybody",
  changePassword: "one's own, with the present password",
  changeKeys: "one's own",
  changeName: "one's own",
  createResetLinkFor: "for whoever can run commands on the server",
  finishDream: "the worker records what startDream was allowed to start",
  endDream: "the worker ends what startDream was allowed to start",
  importSessions: "the worker reads what receiveUpload was allowed to receive; agentWrite asks before it calls",
  makeSample: "the start of the server makes the sample",
  recordRefusal: "it records that permission was refused",
};

/** Writes outside of a transaction, with the reason. */
const NO_TRANSACTION: Record<string, string> = {
  keep: "pieces of an upload are kept as they arrive; its start was audited",
  stillArriving: "how much of an upload is here; its start was audited",
  breakOff: "what arrived of an upload that broke off is dropped; its start and its end are audited",
  claimAnswer: "what a request is answered is kept beside what it does, which is audited by itself",
  renewAnswer: "as claimAnswer",
  keepAnswer: "as claimAnswer",
  releaseAnswer: "as claimAnswer",
  dropOldAnswers: "as claimAnswer",
  runImport: "progress of an import; each session in it, and its end, is a transaction of its own with its row",
  recordDelivery: "deliveries are a ledger of their own",
};

const folder = join(process.cwd(), "lib", "services");
const START = /^(?:export )?(?:async )?(?:function\*? |const )(\w+)/;

type Part = { name: string; file: string; exported: boolean; text: string };

/** The top-level functions of all services, each with its text, comments left out. */
function partsOf(file: string): Part[] {
  const parts: Part[] = [];
  const code = readFileSync(join(folder, file), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  for (const line of code.split("\n")) {
    const start = START.exec(line);
    if (start?.[1]) parts.push({ name: start[1], file, exported: line.startsWith("export"), text: "" });
    const part = parts.at(-1);
    if (part) part.text += `${line.replace(/^\s*\/\/.*/, "")}\n`;
  }
  return parts;
}

const files = readdirSync(folder).filter((f) => f.endsWith(".ts") && !f.endsWith(".test.ts"));
const all = files.flatMap(partsOf);
const calls = (part: Part, name: string) => new RegExp(`\\b${name}\\(`).test(part.text);

/** Whether `part` reaches a call of `wanted`, over the functions of all services. */
function reaches(part: Part, wanted: string, seen = new Set<Part>()): boolean {
  if (calls(part, wanted)) return true;
  seen.add(part);
  return all.some((p) => (p.exported || p.file === part.file) && !seen.has(p) && calls(part, p.name) && reaches(p, wanted, seen));
}

const opening = all.filter((p) => p.text.includes("$transaction("));
const WRITE =
  /\bdb\s*\.\s*(?:\w+\s*\.\s*(?:create|update|delete|upsert)\w*\(|\$executeRaw)|\bdb\.\$queryRaw[^`]*`[^`]*\b(?:insert into|update|delete from)\b/;

describe("a service that opens a transaction", () => {
  it("is found at all", () => expect(opening.length).toBeGreaterThan(25));

  it.each(opening.filter((p) => p.exported).map((p) => [p.name, p] as const))("%s asks for permission", (name, part) => {
    expect(calls(part, "requirePermission") !== name in NO_PERMISSION).toBe(true);
  });

  it.each(opening.map((p) => [`${p.file}: ${p.name}`, p] as const))("%s leaves an audit row", (_name, part) => {
    expect(reaches(part, "emitAudits?")).toBe(true);
  });
});

describe("a service that writes outside of a transaction", () => {
  const outside = all.filter((p) => WRITE.test(p.text));

  it.each(outside.map((p) => [p.name] as const))("%s has a reason", (name) => expect(NO_TRANSACTION).toHaveProperty(name));

  it("is no more than the list says", () => expect(Object.keys(NO_TRANSACTION).sort()).toEqual(outside.map((p) => p.name).sort()));
});

it("the lists name only what is there", () => {
  for (const name of Object.keys(NO_PERMISSION)) expect(opening.map((p) => p.name)).toContain(name);
});

it("no service takes the tenant from anywhere but its context", () => {
  // `mintScope` is for the gates: these make the context of somebody who is not signed in, or of another workspace that the person belongs to.
  const minting = files.filter((f) => readFileSync(join(folder, f), "utf8").includes("mintScope("));
  expect(minting.sort()).toEqual([
    "accept-link.ts",
    "bootstrap.ts",
    "change-password.ts",
    "create-reset-link.ts",
    "disable-person.ts",
    "insert-workspace.ts",
  ]);
});
