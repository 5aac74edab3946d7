import { expect, test } from "vitest";
import { slotOf, slotOfLine } from "@/lib/dreaming/local/facts/slot";

test.each([
  ["My favourite colour is Red.", "slot|user|colour-favourit", "Red"],
  ["The name of my favorite color is Blue.", "slot|user|colour-favourit", "Blue"],
  ["White is my favourite colour.", "slot|user|colour-favourit", "White"],
  ["My favourite colour could be described as Tan.", "slot|user|colour-favourit", "Tan"],
  ["Start calling me by my name which is Stephen.", "slot|user|name", "Stephen"],
  ["Vanessa is what I am called.", "slot|user|name", "Vanessa"],
  ["Actually, my name has changed to Adele.", "slot|user|name", "Adele"],
  ["I've moved to Munich.", "slot|user|home", "Munich"],
  ["The user lives in Munich.", "slot|user|home", "Munich"],
  ["The refund limit was raised from 50 to 80 euros.", "slot|general|limit-refund", "80 euros"],
  ["Remember that our refund limit is 80 euros.", "slot|general|limit-refund", "80 euros"],
])("%s fills %s", (sentence, key, value) => {
  expect(slotOf(sentence)).toMatchObject({ key, value });
});

test.each([
  "Mira Holt is a nurse.",
  "The server is being updated.",
  "The deadline is not Friday.",
  "Is my name Anna?",
  "There is a library.",
  "The office is closed on Mondays.",
])("%s fills no slot", (sentence) => {
  expect(slotOf(sentence)).toBeNull();
});

test("a label in a hand-written note is the same slot as the sentence", () => {
  expect(slotOfLine("Refund limit: 50 euros")).toMatchObject({
    label: true,
    slot: { key: "slot|general|limit-refund", value: "50 euros" },
  });
});
