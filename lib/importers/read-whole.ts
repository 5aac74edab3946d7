import type { ImportedSession, ImportProblem } from "@/lib/domain/transcript";
import type { FormatName } from "./format";
import { type UploadItem, UploadReader } from "./read-upload";

export type WholeUpload = {
  /** Null when none was recognised. */
  format: FormatName | null;
  sessions: ImportedSession[];
  problems: ImportProblem[];
  /** The formats tried and why each refused, when none was recognised. */
  tried: { format: FormatName; why: string }[];
};

/** Reads an upload that is small enough to be held with all its sessions at once, in one piece or in the pieces given. */
export function readWhole(pieces: Buffer | string | readonly Buffer[], format: FormatName | "auto" = "auto"): WholeUpload {
  const reader = new UploadReader(format);
  const whole: WholeUpload = { format: null, sessions: [], problems: [], tried: [] };
  const list = typeof pieces === "string" ? [Buffer.from(pieces)] : Buffer.isBuffer(pieces) ? [pieces] : pieces;
  for (const piece of list) for (const item of reader.push(piece)) note(whole, item);
  for (const item of reader.end()) note(whole, item);
  return whole;
}

function note(whole: WholeUpload, item: UploadItem): void {
  switch (item.type) {
    case "format":
      whole.format = item.format;
      break;
    case "session":
      whole.sessions.push(item.session);
      break;
    case "problem":
      whole.problems.push(item.problem);
      break;
    case "unsupported":
      whole.tried = item.tried;
      break;
    default:
      item satisfies never;
  }
}
