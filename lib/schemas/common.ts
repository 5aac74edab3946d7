import { z } from "zod";
import { type IdKind, isId } from "@/lib/domain/ids";

/** An id of one kind; anything else cannot name a thing that exists, and the service says `not_found`. */
export const idOf = (kind: IdKind) => z.string().refine((value) => isId(kind, value), "is not an id of this kind");

/** An email address: trimmed and in lower case, so that one person is one row. */
export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email("is not an email address"))
  .refine((value) => value.isWellFormed(), "is not valid Unicode");

/** A new password. Length is what counts; the upper bound keeps the hash cheap. */
export const newPassword = z.string().min(8, "takes at least 8 characters").max(200, "takes at most 200 characters");
