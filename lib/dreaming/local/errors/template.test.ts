import { expect, test } from "vitest";
import { leavesOf } from "@/lib/dreaming/local/calls";
import { templateOf } from "@/lib/dreaming/local/errors/template";

const shown = (message: string, input: unknown = {}, names: string[] = []) =>
  templateOf(message, leavesOf(input), (word) => names.includes(word)).shown;

test.each([
  [
    "Error: payment amount does not add up, total price is 1002, but paid 957",
    "payment amount does not add up, total price is …, but paid …",
  ],
  ["Error: refund exceeds the paid amount of 9", "refund exceeds the paid amount of …"],
  ["ValueError: unconverted data remains: :00", "unconverted data remains: :…"],
  ["Error: not enough balance in payment method gift_card_5094406", "not enough balance in payment method …"],
  [
    "1 validation error for Input schema for `x`\nhotel_names\n  Field required [type=missing, input_value={'a': 'b'}]",
    "hotel_names: Field required",
  ],
  ["Contact with email 'a.b@example.com' not found.", "Contact with email … not found"],
  ["Could not read /home/mia/secret.txt: no such file", "Could not read …: no such file"],
  ["Rate limit exceeded. Please retry after 20 seconds.", "Rate limit exceeded"],
  ["See https://x.example/a?b=1 is not reachable", "See … is not reachable"],
  [
    "Error in sending the GET request: 400 Client Error: for url: http://fhir.example/Observation?x=1",
    "Error in sending the GET request: 400 Client Error",
  ],
  ["HTTP 503 Service Unavailable", "HTTP 503 Service Unavailable"],
  ["order 404 of customer 503 is closed", "order … of customer … is closed"],
  ["Error 400: cost_centre must not be empty (trace_id=5f0c1b2e-88aa-4b1c-9b60-0123456789ab)", "cost_centre must not be empty"],
  [
    "remote: error: GH006: Protected branch update failed for refs/heads/main.\nerror: failed to push some refs",
    "Protected branch update failed for …",
  ],
  ['Fehler: Der Alias "amelie" ist bereits vergeben.', "Der Alias … ist bereits vergeben"],
  ["Card •••• 4242 for IBAN DE89 3704 0044 0532 0130 00 was declined", "Card •••• … for IBAN … was declined"],
])("%j", (message, expected) => expect(shown(message)).toBe(expected));

test("values of the call's arguments are taken out, whole words only, settings in small letters are not", () => {
  expect(shown("Guest Mia Lindqvist has no room in economy", { guest: "Mia Lindqvist", cabin: "economy" })).toBe(
    "Guest … has no room in economy",
  );
  expect(shown("channel marketing not found", { channel_name: "marketing" })).toBe("channel … not found");
  expect(shown("annex not found", { id: "ann" })).toBe("annex not found");
});

test("a name that the session knows is taken out, at the start too", () => {
  expect(shown("Mia has no open invoice", {}, ["Mia"])).toBe("… has no open invoice");
});

test("the strict form takes out capitalised words inside the sentence", () => {
  const template = templateOf("customer Mia Li has no API key", [], () => false);
  expect(template.strictShown).toBe("customer … has no API key");
  expect(template.key).not.toBe(template.strictKey);
});

test("brackets whose end was a value are taken out with it, and a company's legal form with its name", () => {
  expect(shown("Account mia@corp.example (Mia Li) is locked since 2026-11-01", { upn: "mia@corp.example" }, ["Mia", "Li"])).toBe(
    "Account … is locked since …",
  );
  const strict = (who: string) => templateOf(`Payment for ${who} rejected: execution date is a bank holiday`, [], () => false).strictKey;
  expect(new Set(["Müller GmbH", "Durand SA", "Smith & Co", "Ito Ltd."].map(strict)).size).toBe(1);
});

test("the key is the same whatever the values and the typed slot", () => {
  const key = (message: string, input: unknown) => templateOf(message, leavesOf(input), () => false).key;
  expect(key("Error: total is 305, but paid 255", { amount: 255 })).toBe(key("Error: Total is 4875, but paid 1625.", {}));
});

test("invisible characters and control characters do not reach the words", () => {
  expect(shown("Error: order\u200b not\u202e found\u0007")).toBe("order not found");
});
