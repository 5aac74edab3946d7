import type { MessageBatch, MessageBatchIndividualResponse, MessageBatchResult } from "@anthropic-ai/sdk/resources/messages/batches";
import type { ErrorResponse } from "@anthropic-ai/sdk/resources/shared";
import { ApiError, invalid } from "./api-error";
import type { FakeModels } from "./fake-model";
import type { KeyGrant } from "./fake-options";
import { parseBatch } from "./request-shape";

type Batch = {
  id: string;
  key: string;
  grant: KeyGrant;
  requests: { custom_id: string; params: unknown }[];
  createdMs: number;
  canceledMs: number | null;
  endedMs: number | null;
  results: MessageBatchIndividualResponse[];
  /** Its requests are being answered: whoever asks meanwhile waits for that. */
  ending: Promise<void> | null;
};

const DAY_MS = 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/** The message batches of the server. A batch is answered at once when it ends: by itself after a time, or on demand. */
export class Batches {
  readonly #all: Batch[] = [];
  readonly #models: FakeModels;
  readonly #now: () => number;
  readonly #endsAfterMs: number | undefined;
  readonly #url: () => string;

  constructor(models: FakeModels, now: () => number, endsAfterMs: number | undefined, url: () => string) {
    this.#models = models;
    this.#now = now;
    this.#endsAfterMs = endsAfterMs;
    this.#url = url;
  }

  create(raw: unknown, key: string, grant: KeyGrant): MessageBatch {
    const { requests } = parseBatch(raw);
    const ids = new Set<string>();
    for (const [i, { custom_id }] of requests.entries()) {
      if (ids.has(custom_id)) throw invalid(`requests.${i}.custom_id: duplicate custom_id '${custom_id}'`);
      ids.add(custom_id);
    }
    const id = `msgbatch_${String(this.#all.length + 1).padStart(12, "0")}`;
    const times = { createdMs: this.#now(), canceledMs: null, endedMs: null };
    const batch: Batch = { id, key, grant, requests, ...times, results: [], ending: null };
    this.#all.push(batch);
    return this.#view(batch);
  }

  async retrieve(id: string, key: string): Promise<MessageBatch> {
    return this.#view(await this.#find(id, key));
  }

  /** Newest first. */
  async list(key: string): Promise<MessageBatch[]> {
    const own = this.#all.filter((batch) => batch.key === key);
    await Promise.all(own.map((batch) => this.#settle(batch)));
    return own.map((batch) => this.#view(batch)).reverse();
  }

  /** `canceling` until it is asked for again. */
  async cancel(id: string, key: string): Promise<MessageBatch> {
    const batch = await this.#find(id, key);
    if (batch.endedMs !== null) throw invalid(`Batch ${id} has already ended and cannot be canceled.`);
    batch.canceledMs ??= this.#now();
    return this.#view(batch);
  }

  async delete(id: string, key: string): Promise<{ id: string; type: "message_batch_deleted" }> {
    const batch = await this.#find(id, key);
    if (batch.endedMs === null) throw invalid(`Batch ${id} is still processing. Cancel it before you delete it.`);
    this.#all.splice(this.#all.indexOf(batch), 1);
    return { id, type: "message_batch_deleted" };
  }

  /** JSON lines, in an order of their own. */
  async results(id: string, key: string): Promise<string> {
    const batch = await this.#find(id, key);
    if (batch.endedMs === null) throw invalid(`Batch ${id} has no available results: its processing has not ended.`);
    return batch.results
      .toReversed()
      .map((result) => `${JSON.stringify(result)}\n`)
      .join("");
  }

  /** Ends all that are in progress: their requests are answered, or expire. */
  async end(how: "answered" | "expired" = "answered"): Promise<void> {
    await Promise.all(this.#all.filter((batch) => batch.endedMs === null).map((batch) => this.#end(batch, how)));
  }

  async #find(id: string, key: string): Promise<Batch> {
    const batch = this.#all.find((b) => b.id === id && b.key === key);
    if (!batch) throw new ApiError("not_found_error", `Message batch ${id} not found`);
    await this.#settle(batch);
    return batch;
  }

  async #settle(batch: Batch): Promise<void> {
    if (batch.endedMs !== null) return;
    const now = this.#now();
    if (batch.canceledMs !== null) await this.#end(batch, "canceled");
    else if (now >= batch.createdMs + DAY_MS) await this.#end(batch, "expired");
    else if (this.#endsAfterMs !== undefined && now >= batch.createdMs + this.#endsAfterMs) await this.#end(batch, "answered");
  }

  async #end(batch: Batch, how: "answered" | "expired" | "canceled"): Promise<void> {
    batch.ending ??= (async () => {
      for (const { custom_id, params } of batch.requests) {
        const result: MessageBatchResult = how === "answered" ? await this.#answer(batch, custom_id, params) : { type: how };
        batch.results.push({ custom_id, result });
      }
      batch.endedMs = this.#now();
    })();
    await batch.ending;
  }

  async #answer(batch: Batch, customId: string, params: unknown): Promise<MessageBatchResult> {
    try {
      const generation = await this.#models.generate(params, { key: batch.key, grant: batch.grant, retry: 0, customId });
      generation.begin();
      return { type: "succeeded", message: generation.message };
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
      return { type: "errored", error: e.body(null) as ErrorResponse };
    }
  }

  #view(batch: Batch): MessageBatch {
    const isEnded = batch.endedMs !== null;
    const of = (type: MessageBatchResult["type"]) => (isEnded ? batch.results.filter(({ result }) => result.type === type).length : 0);
    return {
      id: batch.id,
      type: "message_batch",
      processing_status: isEnded ? "ended" : batch.canceledMs !== null ? "canceling" : "in_progress",
      request_counts: {
        processing: isEnded ? 0 : batch.requests.length,
        succeeded: of("succeeded"),
        errored: of("errored"),
        canceled: of("canceled"),
        expired: of("expired"),
      },
      created_at: iso(batch.createdMs),
      expires_at: iso(batch.createdMs + DAY_MS),
      ended_at: batch.endedMs === null ? null : iso(batch.endedMs),
      cancel_initiated_at: batch.canceledMs === null ? null : iso(batch.canceledMs),
      archived_at: null,
      results_url: isEnded ? `${this.#url()}/v1/messages/batches/${batch.id}/results` : null,
    };
  }
}
