import { z } from "zod";
import type { ErrorType } from "@/lib/domain/errors";
import type { Permission } from "@/lib/domain/permission";

export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof METHODS)[number];

/** What a status answers: JSON of a schema, other media types with a sentence each, or nothing. */
export type Answer = { about: string; json?: z.ZodType; other?: Record<string, string>; headers?: Record<string, string> };

/**
 * One method of one route: what it takes, which its handler is made of (`route(operation, handle)`), and what it answers. The API's document and
 * its readable page are made of these too.
 */
export type Operation = {
  method: Method;
  /** Below `/api/v1`: `/stores/{id}`. */
  path: string;
  /** What it does, in a sentence. */
  summary: string;
  /** What else there is to know, in Markdown. */
  about?: string;
  /** What it asks for; null: any key or session; "none": not even that. The service or handler refuses without it. */
  permission: Permission | null | "none";
  /** What it asks of an agent's own key instead, where that is another thing. */
  agentPermission?: Permission;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType | "stream";
  /** Of a JSON body, in bytes. */
  maxBytes?: number;
  /** Of a streamed body: its media types, with a sentence each. */
  takes?: Record<string, string>;
  /** A JSON body that it takes, or where a stream is taken a file's name. */
  example?: unknown;
  answers: Record<number, Answer>;
  /**
   * An answer of it holds a secret that is shown once. It is never kept for an `Idempotency-Key`, not even encrypted: whoever reads the database must not
   * find it, and a repeat is told that the work was done.
   */
  secret?: boolean;
  /** Refusals of its own, with when; those that follow from its shape (400, 401, 403, 404, 500) need not be said. */
  refusals?: Partial<Record<ErrorType, string>>;
};

/** Keeps the exact types of the schemas, so that a handler knows what it is given. */
export const operation = <T extends Operation>(of: T): T => of;

/** The answer of a list that is read page by page. */
export const pageOf = (item: z.ZodType) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable().describe("Give it as `cursor` for the next page; null at the end.") });
