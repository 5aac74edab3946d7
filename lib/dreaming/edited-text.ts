import { contentProblem } from "@/lib/domain/memory";
import { findSecrets } from "@/lib/dreaming/secrets";

/** Why a text that a person wrote cannot become memory, in a sentence; null when it can. The limits and secrets hold for people too (rule 11). */
export async function textProblem(content: string): Promise<string | null> {
  const limit = contentProblem(content);
  if (limit) return `This text cannot be saved: ${limit}.`;
  const secrets = await findSecrets(content);
  return secrets.length > 0
    ? "This text holds what looks like a secret (a key, a token or a password). Take it out; secrets do not enter memory."
    : null;
}
