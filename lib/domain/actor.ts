/** Who did something: kept with every write. `person` and `key` decisions count as a person's. */
export type Actor = {
  kind: "person" | "key" | "system";
  /** Person's id, key's id, or what part of the system: `policy`, `worker`, `schedule`. */
  id: string;
  name: string;
  /** The person as whom it counts: a key counts as the person who made it. Null for the system and the command line's key. */
  personId: string | null;
};

export function systemActor(id: "policy" | "worker" | "bootstrap" | "sample" | "schedule", name: string): Actor {
  return { kind: "system", id, name, personId: null };
}
