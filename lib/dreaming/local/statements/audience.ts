import type { DreamSession } from "@/lib/domain/dream";

const PERSON_KEYS = new Set(["userid", "customerid", "accountid", "email", "patient", "patientid"]);
/** Arguments by which an agent looks up whom it serves. */
const LOOKUP_KEYS = new Set([
  ...PERSON_KEYS,
  "firstname",
  "lastname",
  "fullname",
  "name",
  "zip",
  "zipcode",
  "phone",
  "phonenumber",
  "orderid",
  "ordernumber",
  "reservationid",
  "bookingid",
  "ticketid",
  "passport",
  "membershipid",
  "policynumber",
]);
/** Arguments that hold somebody's name; `name` alone may be a thing's. */
const NAME_KEYS = new Set(
  "guest guestname customer customername client clientname passenger passengername patient patientname caller callername member membername firstname lastname fullname surname traveler traveller resident tenant applicant employee employeename holder cardholder".split(
    " ",
  ),
);
/** From this many different people on, an agent is taken to serve many. */
const MANY = 3;
const MAX_DEPTH = 6;
const MAX_TURN = 20_000;

function collect(value: unknown, keys: ReadonlySet<string>, into: Map<string, Set<string>>, depth = 0): void {
  if (depth > MAX_DEPTH || value === null || typeof value !== "object") return;
  if (Array.isArray(value)) {
    for (const item of value.slice(0, 200)) collect(item, keys, into, depth + 1);
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    const key = name.toLowerCase().replace(/[^a-z]/g, "");
    if (keys.has(key) && (typeof inner === "string" || typeof inner === "number")) {
      const set = into.get(key) ?? new Set<string>();
      set.add(String(inner).trim().toLowerCase());
      into.set(key, set);
    }
    collect(inner, keys, into, depth + 1);
  }
}

/** Values of person-like arguments (user_id, email, patient ...) in a session's calls, by argument. */
export function peopleInCalls(session: Pick<DreamSession, "events">, keys: ReadonlySet<string> = PERSON_KEYS): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const event of session.events) if (event.type === "tool_call") collect(event.tool?.input, keys, found);
  return found;
}

/**
 * True when an agent's calls name three different people or more under one argument. Then a user's first-person words are about one of
 * them and not the agent's to keep.
 */
export function servesManyPeople(sessions: readonly Pick<DreamSession, "events">[]): boolean {
  const all = new Map<string, Set<string>>();
  for (const session of sessions)
    for (const [key, values] of peopleInCalls(session)) {
      const set = all.get(key) ?? new Set<string>();
      for (const value of values) set.add(value);
      if (set.size >= MANY) return true;
      all.set(key, set);
    }
  return false;
}

/**
 * True when a call used what the user had said of themselves (an id, a name, a zip code): an agent that looks its customers up, of whom this session
 * served one.
 */
export function identifiesItself(session: Pick<DreamSession, "events">): boolean {
  const values = [...peopleInCalls(session, LOOKUP_KEYS).values()].flatMap((set) => [...set]).filter((v) => v.length >= 3);
  if (values.length === 0) return false;
  return session.events.some((e) => {
    if (e.type !== "user") return false;
    const said = e.text.slice(0, MAX_TURN).toLowerCase();
    return values.some((v) => said.includes(v));
  });
}

/**
 * True when the sessions' users are not the people that the calls name: staff who work for others. Every session says who used it, none of them is among
 * the people in calls, and somebody came back for other people.
 */
export function usedByStaff(sessions: readonly Pick<DreamSession, "events" | "user">[]): boolean {
  const served = new Map<string, Set<string>>();
  const people = new Set<string>();
  let returned = false;
  for (const session of sessions) {
    if (!session.user) return false;
    const found = [...peopleInCalls(session, LOOKUP_KEYS).values()].flatMap((set) => [...set]);
    for (const value of found) people.add(value);
    const known = served.get(session.user);
    if (known && found.some((value) => !known.has(value))) returned = true;
    served.set(session.user, new Set([...(known ?? []), ...found]));
  }
  return returned && served.size * 2 <= sessions.length && ![...served.keys()].some((user) => people.has(user.toLowerCase()));
}

/** Names of people that the calls of an agent hand over as such, in words of three letters or more, lower case. */
export function peopleNamed(sessions: readonly Pick<DreamSession, "events">[]): Set<string> {
  const names = new Set<string>();
  for (const session of sessions)
    for (const values of peopleInCalls(session, NAME_KEYS).values())
      for (const value of values) {
        const words = value.split(/[\s,]+/).filter((word) => /^\p{L}[\p{L}'’.-]{2,}$/u.test(word));
        if (words.length <= 4) for (const word of words) names.add(word);
      }
  return names;
}

/** Who spoke in a session, as far as it can be told: the session's user, else the first person its calls name, else its case. */
export function personOf(session: Pick<DreamSession, "events" | "user"> & { case: number }): string {
  if (session.user) return session.user;
  const named = [...peopleInCalls(session)].sort(([a], [b]) => (a < b ? -1 : 1))[0]?.[1];
  return named ? ([...named].sort()[0] ?? `case ${session.case}`) : `case ${session.case}`;
}
