import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { openServer } from "./web.mjs";

it("an address that is no UTF-8 is refused as a request of ours, not left to the application", async () => {
  const web = await openServer({ port: 0, host: "127.0.0.1", reason: () => "a test" });
  try {
    web.serve((_request: unknown, response: { end(text: string): void }) => response.end("served"));
    const url = `http://127.0.0.1:${(web.server.address() as AddressInfo).port}`;
    for (const path of ["/api/v1/stores/%ED%A0%80/memory", "/%ZZ", "/%"]) {
      const answer = await fetch(url + path);
      expect([answer.status, (await answer.json()).error.type]).toEqual([400, "invalid_request"]);
      expect(answer.headers.get("x-request-id")).toBeTruthy();
    }
    expect(await (await fetch(`${url}/caf%C3%A9?q=%ZZ`)).text()).toBe("served");
  } finally {
    web.shutUp();
    await web.close();
  }
});

it.each([
  [false, "127.0.0.1"],
  [true, "203.0.113.9, 198.51.100.7"],
])("whom a request comes from is said by the connection, and by a proxy where there is one (%s)", async (behindProxy, expected) => {
  const web = await openServer({ port: 0, host: "127.0.0.1", reason: () => "a test", behindProxy });
  try {
    web.serve((request: IncomingMessage, response: { end(text: string): void }) =>
      response.end(String(request.headers["x-forwarded-for"])),
    );
    const url = `http://127.0.0.1:${(web.server.address() as AddressInfo).port}`;
    const answer = await fetch(url, { headers: { "x-forwarded-for": "203.0.113.9, 198.51.100.7" } });
    expect(await answer.text()).toBe(expected);
  } finally {
    web.shutUp();
    await web.close();
  }
});
