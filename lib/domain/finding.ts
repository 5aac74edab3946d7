import type { Span } from "@/lib/domain/evidence";

export const CHECKS = [
  "ungrounded",
  "external-only",
  "trust-conflict",
  "protected",
  "mass-removal",
  "instruction-like",
  "value-changed",
  "hidden-characters",
  "secret",
  "size",
  "personal",
  "possible-contradiction",
  "relative-date",
  "single-session",
  "diverged",
  "undated",
] as const;
export type CheckName = (typeof CHECKS)[number];
export const SEVERITIES = ["block", "warn", "note"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a check reports. `message` is a sentence for a reviewer; `span` counts UTF-16 units in `after`. */
export type Finding = { check: CheckName; severity: Severity; message: string; span?: Span };

/** A block that nobody can accept: only edit or reject. */
export const UNACCEPTABLE_CHECKS: readonly CheckName[] = ["secret", "size"];
