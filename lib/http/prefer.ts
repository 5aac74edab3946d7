/** Whether the caller would rather be answered before the work is done: `Prefer: respond-async` (RFC 7240 4.1), alone or among others. */
export function asksForAsync(request: Request): boolean {
  const given = request.headers.get("prefer") ?? "";
  return given.split(",").some((preference) => preference.split(";")[0]?.trim().toLowerCase() === "respond-async");
}
