type Session = { id: string; created_at: string; messages: { role: "user" | "assistant"; content: string }[] };

const THINGS =
  "saddles pedals chains brakes helmets lamps tyres frames spokes handlebars mudguards baskets locks pumps gloves bottles trailers bells racks cables jerseys computers mirrors stands panniers";

/** Said in two sessions each: low risk. */
const FACTS = THINGS.split(" ").map((thing, i) => `For your information, spare ${thing} are kept in hall ${i + 3}.`);
const PREFERENCES = [
  "From now on, always write amounts with two decimals.",
  "Always ask for the serial number before a repair is booked.",
  "Never send invoices as Word files.",
  "From now on, always greet wholesale customers by their company.",
  "Never offer a discount above ten percent.",
  "Always name the opening hours when somebody wants to visit us.",
  "Never recommend a competitor by name.",
  "From now on, always answer complaints within one paragraph.",
  "Always confirm the shipping address in your own words.",
  "Always offer a loan bicycle while a repair takes long.",
  "From now on, always quote the order number in the first line.",
  "Always tell children to bring a parent to the workshop.",
  "Never mention stock levels of the factory.",
];
/** Said in one session each: medium risk. */
const ONCE = [
  "From now on, always use metric units.",
  "Never promise same-day delivery on islands.",
  "Always thank people who report a mistake.",
  "Never call a customer after eight in the evening.",
  "From now on, always spell out abbreviations.",
  "Always suggest the leasing calculator to employees.",
  "Never accept cheques from abroad.",
  "From now on, always attach the care leaflet to wool products.",
  "Always round waiting times up to full weeks.",
];

/** Memories that say the same twice: a dream proposes to make one of two, which is of high risk. */
export const STANDING: Record<string, string> = Object.fromEntries(
  [
    "Vouchers are valid for three years from the day they were bought",
    "Test rides take place on the yard behind the shop",
    "Engravings are done by the workshop and take four days",
  ].flatMap((text, i) => [
    [`notes/note-${i}-a.md`, `${text}.\n`],
    [`notes/note-${i}-b.md`, `${text}, as a rule.\n`],
  ]),
);

/** Sessions of which, with `STANDING` in the store, a dream makes fifty changes: 3 of high risk, 9 of medium, 38 of low in two groups. */
export function fiftySessions(name: string): Session[] {
  const twice = [...FACTS, ...PREFERENCES].flatMap((content) => [content, content]);
  return [...twice, ...ONCE].map((content, n) => ({
    id: `${name}-${n}`,
    created_at: new Date(Date.UTC(2026, 8, 1, 9, n)).toISOString(),
    messages: [
      { role: "user", content },
      { role: "assistant", content: "Understood." },
    ],
  }));
}
