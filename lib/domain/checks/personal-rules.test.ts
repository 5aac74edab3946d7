import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { iban, luhn, personalParticulars } from "@/lib/domain/checks/personal-rules";

const FILE = "../shared/data/pii-presidio/synth_dataset_v2.json";
if (!existsSync(FILE)) console.log(`skipped: ${FILE} is absent`);

test.each([
  ["Reach Mia at mia.li@example.org.", "somebody's e-mail address"],
  ["Order #W5442520 was late.", "one customer's order, booking or account"],
  ["The reservation code is HATHAT.", "one customer's order, booking or account"],
  ["Card 4111 1111 1111 1111 was charged.", "a card number"],
  ["mia_li_3668 prefers e-mail.", "somebody's user id"],
  ["Use certificate_7504069 first.", "one customer's means of payment"],
  ["Mia Li's account is closed.", "somebody's name with what is theirs"],
  ["Call her at 415-555-0132.", "a phone number"],
  ["Send it to 12 Oak Street, Denver.", "a street address"],
])("%s", (text, what) => {
  expect(personalParticulars(text).map((p) => p.what)).toContain(what);
});

test.each([
  "Write to support@example.com for refunds.",
  "The refund limit is 500 euros since 2026-03-04.",
  "Basic Economy reservations cannot be modified.",
  "Order status 404 means not found; retry after 30 seconds.",
  "`get_order_details` wants the order id with a leading #.",
  "Flights on Monday leave at 15:00.",
  "Version 3.12.4 of the client is required.",
  "Ask for the customer's order number before a refund.",
  "The account password is never asked for.",
])("%s has none", (text) => {
  expect(personalParticulars(text)).toEqual([]);
});

test("check sums", () => {
  expect(luhn("4111111111111111")).toBe(true);
  expect(luhn("4111111111111112")).toBe(false);
  expect(iban("DE89 3704 0044 0532 0130 00")).toBe(true);
  expect(iban("DE89 3704 0044 0532 0130 01")).toBe(false);
});

describe.skipIf(!existsSync(FILE))("labelled sentences", () => {
  type Row = { full_text: string; spans: { entity_type: string; start_position: number; end_position: number }[] };
  const rows = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, "utf8")) as Row[]) : [];
  const hit = (row: Row, s: Row["spans"][number]) =>
    personalParticulars(row.full_text).some((p) => p.start < s.end_position && p.end > s.start_position);
  test.each([
    ["CREDIT_CARD", 0.95],
    ["EMAIL_ADDRESS", 0.95],
    ["IBAN_CODE", 0.95],
    ["PHONE_NUMBER", 0.75],
    ["STREET_ADDRESS", 0.3],
  ])("%s: at least %d found", (type, floor) => {
    const all = rows.flatMap((r) => r.spans.filter((s) => s.entity_type === type).map((s) => hit(r, s)));
    expect(all.filter(Boolean).length / all.length).toBeGreaterThanOrEqual(floor);
  });
  test("sentences that name nobody in particular are left alone", () => {
    const tame = new Set(["GPE", "ORGANIZATION", "DATE_TIME", "TITLE", "AGE", "NRP", "DOMAIN_NAME", "PERSON"]);
    const clean = rows.filter((r) => r.spans.every((s) => tame.has(s.entity_type)));
    expect(clean.length).toBeGreaterThan(300);
    expect(clean.filter((r) => personalParticulars(r.full_text).length > 0).length / clean.length).toBeLessThanOrEqual(0.02);
  });
});
