/** `receiving` while the bytes arrive; `queued` once they are kept and acknowledged. The last three are the end. */
export const IMPORT_STATUSES = ["receiving", "queued", "running", "completed", "failed", "canceled"] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

/** Whether nothing more will become of it. */
export function isOver(status: ImportStatus): boolean {
  return status === "completed" || status === "failed" || status === "canceled";
}
