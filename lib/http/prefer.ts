/** What callers may ask for: to be answered before the work is done; to be told what changed rather than all of what was changed (RFC 7240 4.1, 4.2). */
export type Preference = "respond-async" | "return=minimal";

/** Whether the caller asks for this with `Prefer`, alone or among others. */
export function prefers(request: Request, wanted: Preference): boolean {
  const given = request.headers.get("prefer") ?? "";
  return given.split(",").some((preference) => preference.split(";")[0]?.replace(/[\s"]/g, "").toLowerCase() === wanted);
}
