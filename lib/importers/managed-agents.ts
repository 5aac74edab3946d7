import { MAX_SESSION_BYTES } from "@/lib/domain/transcript";
import { type Detection, type FormatReader, problemOf, type ReadResult, type SourceRecord, type TranscriptFormat } from "./format";
import { Book } from "./managed-book";
import { isManaged, isManagedEvent, isMethod, isRecorded, isWholeSession, partsOf } from "./managed-parts";
import { isRecord, kindOf, Refusal } from "./record";

/** Sessions of Claude Managed Agents: lists of events, with or without the session that they belong to. */
export const managedAgents: TranscriptFormat = {
  name: "managed-agents",
  sentence:
    "Events of Claude Managed Agents sessions: a list, one event per line, or recorded `[method, payload]` lines; threads become sessions of their own.",
  hints: [
    /^\s*[[{]/,
    /"type"\s*:\s*"(?:user|agent|system|session|span|workflow_run)\.[a-z_.]+"|"type"\s*:\s*"session"/,
    /"(?:sevt|sesn|sthr)_|"processed_at"/,
  ],
  detect,
  isRecording: (element) => isManagedEvent(element) || isRecorded(element) || isMethod(element),
  open: managedReader,
};

function detect(value: unknown): Detection {
  if (isManaged(value)) return { verdict: "yes" };
  if (typeof value !== "object" || value === null) {
    return { verdict: "no", why: `its events are objects with a \`type\` such as \`user.message\`, not ${kindOf(value)}` };
  }
  return { verdict: "no", why: "it holds no events with a `type` such as `user.message` and an `id` such as `sevt_...`" };
}

/** Single lines are those of open sessions; beyond `openBytes` only the newest stays open. */
const LIMITS = { sessionBytes: MAX_SESSION_BYTES, openBytes: 16 * 2 ** 20 };

/** `limits` are smaller in tests. */
export function managedReader(limits = LIMITS): FormatReader {
  /** Of single lines and pages: sessions stay open to the end. */
  const lines = new Book(limits.sessionBytes);

  function add(record: SourceRecord): ReadResult[] {
    const { value } = record;
    if (!isManaged(value) && !isLastPage(value)) {
      return [{ problem: problemOf(new Refusal("", `This is no event of a session, but ${kindOf(value)}. It was left out.`), record) }];
    }
    const goesOn = isRecord(value) && typeof value.next_page === "string" && value.next_page !== "";
    const isPage = isRecord(value) && Array.isArray(value.data) && (goesOn || lines.open.has(""));
    if (isWholeSession(value) && !isPage) return addWhole(record);
    try {
      lines.take(partsOf(value), record);
    } catch (error) {
      const problem = problemOf(error, record);
      return [{ problem: { ...problem, message: `${problem.message} This line was left out.` } }];
    }
    const results = lines.keep(record);
    return [...results, ...(isPage && !goesOn ? lines.closeAll() : lines.closeOthers(limits.openBytes))];
  }

  /** An empty last page ends the session whose pages came before it. */
  function isLastPage(value: unknown): boolean {
    return isRecord(value) && Array.isArray(value.data) && value.data.length === 0 && lines.open.has("");
  }

  /** A record that is a session: imported whole or not at all. */
  function addWhole(record: SourceRecord): ReadResult[] {
    const book = new Book(limits.sessionBytes);
    try {
      book.take(partsOf(record.value), record);
      for (const { session } of book.open.values()) session.keep(record);
      return book.closeAll();
    } catch (error) {
      return [{ problem: problemOf(error, record) }];
    }
  }

  return { add, end: () => lines.closeAll() };
}
