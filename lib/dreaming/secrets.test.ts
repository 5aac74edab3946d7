import fc from "fast-check";
import { expect, test } from "vitest";
import { findSecrets, maskSecrets, maskSpans } from "@/lib/dreaming/secrets";

const b = (parts: string[]) => parts.join(""); // in pieces, so that no scanner takes this file for a leak
const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

test.each([
  [`my key is ${b(["AK", "IAIOSFODNN7ABCDEFG"])} ok`, "aws key"],
  [b(["aws_secret_access_", "key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzKEY"]), "aws"],
  [b(["gh", "p_", LETTERS]), "github token"],
  [b(["github_", "pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz"]), "github token"],
  [b(["xo", "xb-123456789012-123456789012-abcdefghijklmnopqrstuvwx"]), "slack token"],
  [b(["sk-", "ant-api03-", "a1B2".repeat(20)]), "anthropic key"],
  [b(["sk-", "proj-", LETTERS]), "openai key"],
  [b(["sk_", "live_4eC39HqLyjWDarjtT1zdp7dc"]), "stripe key"],
  [b(["-----BEGIN RSA ", "PRIVATE KEY-----\nMIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn\n-----END RSA PRIVATE KEY-----"]), "private key"],
  [b(["eyJhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiIxMjM0NTY3ODkwIn0.", "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"]), "json web token"],
  ["password: hunter2hunter", "password"],
  ['{\\"password\\": \\"s3cretPa55\\"}', "password"],
  ["api_key=9f8e7d6c5b4a39281706f5e4d3c2b1a0", "secret"],
  ["Authorization: Bearer abcdef1234567890abcdef12", "bearer token"],
])("%s", async (text, kind) => {
  const found = await findSecrets(text);
  expect(found.map((s) => s.kind)).toContain(kind);
  const masked = await maskSecrets(text);
  expect(masked.text).toContain(`[secret: ${kind}]`);
  expect(masked.masks.map((m) => masked.text.slice(m.start, m.end))).toEqual(
    maskSpans(masked.text).map((m) => masked.text.slice(m.start, m.end)),
  );
});

test.each([
  "the password is required",
  "password: string",
  "max_tokens=2048",
  "const token = req.headers.authorization",
  "Reset your password to continue",
  "api_key = os.environ['KEY_NAME_1']",
  "token = getToken1234567890()",
  "https://example.com/a:b@c",
  "sk-learn-is-a-library-for-python",
  '{"total_tokens": 123456}',
])("%s is no secret", async (text) => {
  expect(await findSecrets(text)).toEqual([]);
});

test("a text cannot switch its own scan off", async () => {
  const text = `// secretlint-disable\nhttps://bob:hunter2@example.com/x ${b(["SG", ".ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf-09kqeF8tAmbihYzrnopKc-1s5cr"])}`;
  expect((await maskSecrets(text)).text).not.toContain("hunter2");
});

test("masking twice changes nothing, and what is left of the text stays as it was", async () => {
  const piece = fc.constantFrom(
    "password: hunter2hunter",
    b(["gh", "p_", LETTERS]),
    "hello",
    "\n",
    '"',
    "[secret: x]",
    "token",
    "= ",
    "é😀",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (parts) => {
      const text = parts.join(" ");
      const once = await maskSecrets(text);
      expect((await maskSecrets(once.text)).text).toBe(once.text);
      let at = 0;
      for (const s of await findSecrets(text)) {
        expect(once.text).toContain(text.slice(at, s.start));
        at = s.end;
      }
      expect(once.text.endsWith(text.slice(at))).toBe(true);
    }),
    { numRuns: 200 },
  );
});
