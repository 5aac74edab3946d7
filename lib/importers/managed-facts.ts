import type { Outcome } from "@/lib/domain/transcript";
import { cleanText, smallMetadata } from "./clean";
import { Verdicts } from "./managed-outcome";
import { isRecord, optionalLabel, textOr } from "./record";

/** What events and objects of a file say about a session and its threads, besides what was said in them. */
export class ManagedFacts {
  /** The session's own object, as last seen. */
  about: Record<string, unknown> = {};
  private verdicts = new Verdicts();
  private errors: string[] = [];
  private agentSpoke = false;
  private stopReason: string | null = null;
  private names = new Map<string, string>();
  private created = new Set<string>();
  private started = new Set<string>();
  private callers = new Set<string>();

  describe(session: Record<string, unknown>): void {
    if (Object.keys(session).length <= 1) return;
    this.about = { ...this.about, ...session };
    if (Array.isArray(session.outcome_evaluations)) for (const evaluation of session.outcome_evaluations) this.verdicts.add(evaluation);
  }

  /** A thread's own object: the one without a parent is the session's own. */
  describeThread(thread: Record<string, unknown>): void {
    const id = String(thread.id);
    if ("parent_thread_id" in thread) (thread.parent_thread_id === null ? this.started : this.created).add(id);
    const name = textOr(thread.agent_name, null) ?? (isRecord(thread.agent) ? textOr(thread.agent.name, null) : null);
    if (name !== null) this.names.set(id, name);
  }

  /** `thread`: the one that the event names. */
  note(event: Record<string, unknown>, thread: string | null): void {
    const { type } = event;
    if (typeof type !== "string") return;
    if (type.startsWith("agent.")) this.agentSpoke = true;
    if (type === "span.outcome_evaluation_end") this.verdicts.add(event);
    if (type === "session.status_idle" && isRecord(event.stop_reason)) this.stopReason = textOr(event.stop_reason.type, null);
    if (type === "session.error" && isRecord(event.error)) {
      this.errors.push([event.error.type, event.error.message].filter((text) => typeof text === "string").join(": "));
    }
    if (thread === null) return;
    if (type === "session.thread_created") this.created.add(thread);
    else if (type.startsWith("session.thread_status")) this.started.add(thread);
    const name = textOr(event.agent_name, null);
    if (name !== null) this.names.set(thread, name);
  }

  /** A message to a thread (`isOrder`), or from one: who was written to first is a sub-agent, who wrote first is who called. */
  noteMessage(thread: string, name: string | null, isOrder: boolean): void {
    if (name !== null) this.names.set(thread, name);
    if (!isOrder) this.callers.add(thread);
    else if (!this.callers.has(thread)) this.created.add(thread);
  }

  nameOf(thread: string): string | null {
    return this.names.get(thread) ?? null;
  }

  /** Is it known to be a sub-agent's? */
  isThread(thread: string): boolean {
    return this.created.has(thread);
  }

  /** The thread that the session itself is: it runs without having been created by another. */
  ownThread(): string | null {
    for (const thread of this.started) if (!this.created.has(thread)) return thread;
    return null;
  }

  /** The graders' verdict; else a session in which nothing but errors came back never ran. */
  outcome(): Outcome | null {
    const verdict = this.verdicts.outcome();
    const error = this.errors.at(-1);
    if (verdict !== null || error === undefined || this.agentSpoke) return verdict;
    return { result: "invalid", score: null, note: cleanText(error.slice(0, 1000)) };
  }

  /** For display: what the session was given, its agent, how it ended. */
  metadata(given: Record<string, unknown>): Record<string, unknown> {
    const agent = isRecord(this.about.agent) ? this.about.agent : {};
    const fields = {
      ...given,
      agent: textOr(agent.name, null),
      agent_id: textOr(agent.id, null),
      model: textOr(isRecord(agent.model) ? agent.model.id : agent.model, null),
      stop_reason: this.stopReason,
      error: this.errors.at(-1)?.slice(0, 500) ?? null,
    };
    return smallMetadata(Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== null)));
  }
}

/** A short text or number as text; null for anything else. */
export function label(value: unknown): string | null {
  return typeof value === "string" && value.length > 512
    ? null
    : typeof value === "string" || typeof value === "number"
      ? optionalLabel(value, "")
      : null;
}
