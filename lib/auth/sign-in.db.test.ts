import { expect, it } from "vitest";
import { checkSignIn } from "@/lib/auth/sign-in";

it("an address that the database cannot hold is a wrong one, not an error", async () => {
  for (const email of ["admin@example.com\u0000", "admin\ud800@example.com", "' or 1=1 --"]) {
    expect(await checkSignIn(email, "x", "192.0.2.1")).toEqual({ ok: false, reason: "wrong" });
  }
});
