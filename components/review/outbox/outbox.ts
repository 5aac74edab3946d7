import type { DecisionInput } from "@/lib/domain/views";

/** Decisions that go together, under one id that the server knows them by. */
export type Sending = { id: string; at: string; decisions: readonly DecisionInput[]; batch?: { rule: string } };
/** What the server will not take: kept whole, with why, until whoever decided says what becomes of it. */
export type Refused = Sending & { message: string };

/** What became of a sending: taken, refused for good, or to be tried again; `unheard`: it may never have arrived. */
export type Answer<T> = { ok: true; value: T } | { ok: false; message: string; again?: boolean; unheard?: boolean };
export type Send<T> = (input: { decisions: DecisionInput[]; batch?: { rule: string } }) => Promise<Answer<T>>;

export type OutboxState = {
  waiting: readonly Sending[];
  refused: readonly Refused[];
  /** Why the first one has not gone yet; undefined while nothing is wrong. */
  trouble: string | undefined;
  /** How many times in a row the server has answered that it could not take it now. */
  failures: number;
};

/** The part of `Storage` that is needed; a test brings its own. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const EMPTY: OutboxState = { waiting: [], refused: [], trouble: undefined, failures: 0 };
const PAUSES = [1_000, 2_000, 5_000, 15_000, 30_000];
/** So many go in one request while the network is slow or was away. */
const TOGETHER = 50;
/** After so many answers that all is well with none of them, they go one by one: one may be what holds up the others. */
const ALONE_AFTER = 2;

/**
 * Decisions on their way to the server. They are on the shelf before they are sent and until the server has answered, so a closed tab or a broken network
 * loses none; the server knows each by its id, so sending again doubles none. They go in order. One that is refused leaves the queue and is told.
 */
export class Outbox<T> {
  #state: OutboxState;
  #listeners = new Set<() => void>();
  #answers = new Set<(value: T) => void>();
  #running: Promise<void> | undefined;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Ids that go one by one, because a request of several was refused and one of them is the reason. */
  #alone = new Set<string>();
  /** A full shelf keeps nothing: then what this tab knows is all there is. */
  #shelved = true;

  constructor(
    private readonly key: string,
    private readonly shelf: Shelf,
    private send: Send<T>,
  ) {
    this.#state = { ...EMPTY, ...this.#kept() };
  }

  /** A page that is opened anew brings a new way to send. */
  use(send: Send<T>) {
    this.send = send;
  }

  readonly get = (): OutboxState => this.#state;
  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };
  readonly onAnswer = (listener: (value: T) => void) => {
    this.#answers.add(listener);
    return () => void this.#answers.delete(listener);
  };

  add(sending: Sending) {
    this.#change((s) => ({ ...s, waiting: [...s.waiting, sending] }));
    if (!this.#timer) void this.flush();
  }

  /** Gives up a decision, whether it was refused or still waits: the server does not hear of it any more. */
  discard(id: string) {
    const others = (s: Sending) => s.id !== id;
    this.#change((s) => ({ ...s, waiting: s.waiting.filter(others), refused: s.refused.filter(others), failures: 0 }));
    if (this.#state.waiting.length > 0) void this.flush();
  }

  /** Sends a refused one again, with `decisions` as whoever decided sees the changes now. */
  retry(id: string, decisions: readonly DecisionInput[]) {
    const refused = this.#state.refused.find((r) => r.id === id);
    if (!refused) return;
    const { message: _, ...sending } = refused;
    this.#change((s) => ({ ...s, refused: s.refused.filter((r) => r.id !== id), waiting: [...s.waiting, { ...sending, decisions }] }));
    void this.flush();
  }

  /** Sends what waits, now. Resolves when nothing waits any more or the next try has to wait; true for the former. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    await this.#running;
    return this.#state.waiting.length === 0;
  }

  /** Takes over what another tab has put on the shelf or taken from it. */
  reread() {
    if (!this.#shelved) return;
    this.#state = { ...this.#state, ...this.#kept() };
    this.#tell();
  }

  async #run() {
    for (let next = this.#next(); next.length > 0; next = this.#next()) {
      const answer = await this.#try(next);
      if (answer.ok) {
        this.#failures = 0;
        this.#leave(next);
        for (const listener of this.#answers) listener(answer.value);
      } else if (answer.again) {
        const pause = PAUSES[Math.min(this.#failures++, PAUSES.length - 1)];
        const failures = answer.unheard ? 0 : this.#state.failures + 1;
        this.#change((s) => ({ ...s, trouble: answer.message, failures }));
        if (failures >= ALONE_AFTER) for (const s of next) this.#alone.add(s.id);
        this.#timer = setTimeout(() => void this.flush(), pause);
        return;
      } else if (next.length > 1) {
        for (const s of next) this.#alone.add(s.id);
      } else {
        this.#leave(
          next,
          next.map((s) => ({ ...s, message: answer.message })),
        );
      }
    }
  }

  /** The next ones that may share a request. */
  #next(): Sending[] {
    const [first, ...others] = this.#state.waiting;
    if (!first) return [];
    if (first.batch || this.#alone.has(first.id)) return [first];
    const end = others.findIndex((s) => s.batch || this.#alone.has(s.id));
    return [first, ...(end < 0 ? others : others.slice(0, end))].slice(0, TOGETHER);
  }

  #try(sendings: readonly Sending[]): Promise<Answer<T>> {
    const [first] = sendings;
    return this.send({
      decisions: sendings.flatMap((s) => s.decisions.map((d, i) => ({ ...d, client_id: i === 0 ? s.id : `${s.id}.${i}` }))),
      ...(first?.batch ? { batch: first.batch } : {}),
    }).catch((thrown: unknown) => {
      // What `fetch` throws where nobody answered; anything else came from somewhere that did.
      const unheard = thrown instanceof TypeError;
      return {
        ok: false as const,
        again: true,
        unheard,
        message: unheard ? "The server cannot be reached." : "The server gave no answer that could be read.",
      };
    });
  }

  #leave(sent: readonly Sending[], refused: readonly Refused[] = []) {
    const ids = new Set(sent.map((s) => s.id));
    for (const id of ids) this.#alone.delete(id);
    this.#change(({ waiting, refused: told }) => ({
      waiting: waiting.filter((s) => !ids.has(s.id)),
      refused: [...told, ...refused.filter((r) => !told.some((t) => t.id === r.id))],
      trouble: undefined,
      failures: 0,
    }));
  }

  #kept(): Pick<OutboxState, "waiting" | "refused"> {
    try {
      const { waiting, refused } = JSON.parse(this.shelf.getItem(this.key) ?? "{}") as Partial<OutboxState>;
      return { waiting: whole(waiting), refused: whole(refused) };
    } catch {
      return { waiting: [], refused: [] };
    }
  }

  /** From what stands on the shelf now: another tab of the same person may have put something there, or taken it away, since this one looked. */
  #change(change: (state: OutboxState) => OutboxState) {
    const state = change(this.#shelved ? { ...this.#state, ...this.#kept() } : this.#state);
    this.#state = state;
    try {
      if (state.waiting.length + state.refused.length === 0) this.shelf.removeItem(this.key);
      else this.shelf.setItem(this.key, JSON.stringify({ waiting: state.waiting, refused: state.refused }));
    } catch {
      // What waits is still sent as long as the tab is open.
      this.#shelved = false;
    }
    this.#tell();
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }
}

/** What of a shelf's list is there as a whole. */
const whole = <S extends Sending>(list: readonly S[] | undefined): readonly S[] =>
  Array.isArray(list)
    ? list.filter((s: Partial<S>) => typeof s?.id === "string" && Array.isArray(s.decisions) && s.decisions.length > 0)
    : [];
