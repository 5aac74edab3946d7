import { type Check, capped } from "@/lib/domain/checks/check";

/** A secret in the text, or the mask of one: nobody can accept it, only edit or reject. The message never repeats it. */
export const secret: Check = (change) =>
  capped(
    change.secrets.map((span) => ({
      check: "secret",
      severity: "block",
      message: change.after?.startsWith("[secret: ", span.start)
        ? `At position ${span.start} the text has the mask of a secret that was said. Secrets do not enter memory; nobody can accept it, only edit it out or reject.`
        : `The text has what looks like a password, key or token at position ${span.start}. It would be handed to every session; nobody can accept it, only edit it out or reject.`,
      span,
    })),
  );
