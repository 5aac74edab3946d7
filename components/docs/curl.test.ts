import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { curlOf } from "@/components/docs/curl";
import { openApiDocument } from "@/lib/http/openapi";

const base = "https://reveille.example.com/api/v1";
const all = Object.entries(openApiDocument("https://reveille.example.com").paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, of]) => ({
    id: of.operationId,
    method: method.toUpperCase(),
    command: curlOf(base, path, method.toUpperCase(), of),
    of,
  })),
);
const command = (id: string) => all.find((c) => c.id === id)?.command;

it("asks for no more than is needed", () => {
  expect(command("getAgent")).toBe(`curl -fsS -H "Authorization: Bearer $REVEILLE_API_KEY" "${base}/agents/AGENT_ID"`);
  expect(command("getOpenApi")).toBe(`curl -fsS "${base}/openapi.json"`);
  expect(command("getMemory")).toContain("/memories?path=%2Fpreferences%2Finvoices.md");
  expect(command("uploadTranscripts")).toContain("--data-binary @session.json");
  expect(command("exportMemory")).toContain("-OJ");
});

// The shell itself says what curl would be given.
it.each(all)("$id: a shell reads it as it is meant", ({ method, command, of }) => {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${command}`;
  const words = execFileSync("sh", ["-c", script], { env: { ...process.env, REVEILLE_API_KEY: "rvl_x" }, encoding: "utf8" })
    .split("\0")
    .slice(0, -1);
  const after = (flag: string) => words.flatMap((w, i) => (w === flag ? [words[i + 1]] : []));
  const data = after("-d")[0];
  expect(URL.canParse(words.at(-1) ?? "")).toBe(true);
  expect(after("-X")[0] ?? (of.requestBody ? "POST" : "GET")).toBe(method);
  if (of.security.length > 0) expect(after("-H")).toContain("Authorization: Bearer rvl_x");
  if (data !== undefined) expect(JSON.parse(data)).toEqual(of.requestBody?.content["application/json"]?.example);
});
