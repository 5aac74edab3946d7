import type { ImportedSession } from "@/lib/domain/transcript";
import { maskSecrets } from "@/lib/dreaming/secrets";
import { shortLine } from "@/lib/importers/clean";

/** A session with secrets masked in what is shown of it besides its events: title, user, task, the outcome's note, metadata (rule 11). */
export async function maskHead(session: ImportedSession): Promise<ImportedSession> {
  const { outcome } = session;
  return {
    ...session,
    title: await maskTitle(session),
    user: await maskText(session.user),
    task: await maskText(session.task),
    outcome: outcome && { ...outcome, note: await maskText(outcome.note) },
    metadata: (await maskJson(session.metadata)) as Record<string, unknown>,
  };
}

const maskText = async (text: string | null) => (text === null ? null : (await maskSecrets(text)).text);

/** A title made of the first words may have cut a secret in two, so that no rule knows it: it is made again from the masked words. */
async function maskTitle({ title, events }: ImportedSession): Promise<string | null> {
  const first = title === null ? undefined : events.find((e) => shortLine(e.text) === title);
  if (!first) return maskText(title);
  const { text, masks } = await maskSecrets(first.text);
  return masks.length === 0 ? title : shortLine(text);
}

/** Keys count: `{"password": "..."}` is one because of its name. */
async function maskJson(value: unknown, key = ""): Promise<unknown> {
  if (typeof value === "string") {
    const prefix = `${key}: `;
    const { text } = await maskSecrets(prefix + value);
    return text.startsWith(prefix) ? text.slice(prefix.length) : maskText(value);
  }
  if (Array.isArray(value)) return Promise.all(value.map((inner) => maskJson(inner, key)));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).map(async ([name, inner]) => [await maskText(name), await maskJson(inner, name)]);
  return Object.fromEntries(await Promise.all(entries));
}
