import type { AppError } from "@/lib/domain/errors";
import type { Agent, ApplyResult, Dream, ImportResult, Proposal, Store } from "@/lib/domain/views";
import type { CreateStoreInput, UpdateStoreInput } from "@/lib/schemas/store";

/** A file to import: where it lies, and the name it is given. */
export type InputFile = { path: string; name: string };

export type DreamRequest = { engine?: string; instructions?: string; transcript_ids?: string[] };

/** What became of a file: its sessions, or why it was refused as a whole. */
export type Imported = { result: ImportResult } | { refused: AppError };

/**
 * What the command asks of Reveille: over HTTP from a server that runs, else of the database itself. Everything throws AppError where it is refused.
 */
export type Door = {
  /** Where pages are found, without a slash at its end. */
  readonly baseUrl: string;
  /** Whether something answers there now. */
  readonly serving: boolean;
  listAgents(): Promise<Agent[]>;
  /** With a store of its own. */
  createAgent(name: string): Promise<Agent>;
  listStores(): Promise<Store[]>;
  getStore(id: string): Promise<Store>;
  createStore(input: CreateStoreInput): Promise<Store>;
  updateStore(id: string, input: UpdateStoreInput): Promise<void>;
  /** A Markdown file or a zip of them. `version` is the head afterwards; `changed` false when everything already read so. */
  importMemory(storeId: string, name: string, bytes: Uint8Array): Promise<{ version: number; changed: boolean; files: number }>;
  importTranscripts(agentId: string, file: InputFile, format: string): Promise<Imported>;
  startDream(storeId: string, input: DreamRequest): Promise<Dream>;
  getDream(id: string): Promise<Dream>;
  getProposal(id: string): Promise<Proposal>;
  accept(proposalId: string, changeIds: readonly string[]): Promise<Proposal>;
  /** Applies what is accepted; the rest stays open. */
  apply(proposalId: string, message: string): Promise<ApplyResult>;
  close(): Promise<void>;
};

/** The server did not answer; the message is one line. */
export class UnreachableError extends Error {}
