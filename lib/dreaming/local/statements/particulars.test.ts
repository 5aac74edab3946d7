import { expect, test } from "vitest";
import { hasParticulars, masked } from "@/lib/dreaming/local/statements/particulars";

test.each([
  "Please refund my order number 1001.",
  "The reservation ID is OWZ4XL.",
  "My confirmation code is IFOYYZ.",
  "Always write to mia.li@example.com.",
  "My phone number is 555-123-4567.",
  "Call +4915112345678 first.",
  "I am mia_li_3668.",
  "The card is 4111 1111 1111 1111.",
  "I live at 12 Harbour Street.",
  "Ethan Garcia, 80280.",
  "Order #W5918442 is late.",
  "Kevin's date of birth is April 12.",
  "My user id is not known.",
  "Order was FP-20418.",
  "Their phone number is +49 170 1234567.",
  "Mr. Rossi in 311 wants extra towels every day.",
  "Anna Schmidt's booking is for two nights.",
])("%s carries one person's particulars", (sentence) => {
  expect(hasParticulars(sentence)).toBe(true);
});

test.each([
  "From now on, always write amounts with two decimals.",
  "The gate code for the north door is 4411.",
  "We use SHA256 and RFC3339.",
  "Our API runs on Node20 with HTTP2.",
  "The code for magnesium is MG.",
  "Send complaints to support@example.com.",
  "The refund limit is 10,000 euros since 2026-01-31.",
  "The 24-hour desk opens at 9:00.",
  "Mrs. Barbara Curtiss MD is a pediatrician.",
])("%s carries none", (sentence) => {
  expect(hasParticulars(sentence)).toBe(false);
});

test("what is shown of a dropped statement has no ids and, of customers, no names", () => {
  expect(masked("I am mia_li_3668, call Mia Li at 5551234567", true)).toBe("I am ‹id›, call ‹name› at …");
});

test.each([
  ["Solveig Haugland, Kirkegata 17, 4006 Stavanger", "A statement with one person's particulars"],
  ["Ethan Garcia prefers the window seat.", "‹name› prefers the window seat."],
  ["Mei prefers the window seat.", "‹name› prefers the window seat."],
  ["Order was FP-20418.", "A statement with one person's particulars"],
  ["The code for HbA1C is known.", "The code for ‹name› is known."],
  ["Always put me in a quiet room.", "Always put me in a quiet room."],
])("of a customer's sentence %j is shown as %j", (sentence, shown) => {
  expect(masked(sentence, true, (word) => word === "Mei")).toBe(shown);
});
