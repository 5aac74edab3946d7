import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DreamSession } from "@/lib/domain/dream";
import { DATA, session } from "@/lib/dreaming/local/test-sessions";
import { UploadReader } from "@/lib/importers/read-upload";

/** The sessions of a shared folder's files with this ending, as the importers read them; each file is one upload. */
export function imported(folder: string, ending: ".json" | ".jsonl", over: Partial<DreamSession> = {}): DreamSession[] {
  const files = readdirSync(join(DATA, folder)).filter((name) => name.endsWith(ending) && !/^(manifest|derived)/.test(name));
  return files
    .sort()
    .flatMap((name) => {
      const upload = new UploadReader("auto");
      return [...upload.push(readFileSync(join(DATA, folder, name))), ...upload.end()].flatMap((item) =>
        item.type === "session" ? [item.session] : [],
      );
    })
    .map((s, i) =>
      session(s.events, {
        arrival: i + 1,
        externalId: s.externalId ?? `s${i}`,
        user: s.user,
        task: s.task,
        startedAt: s.startedAt,
        outcome: s.outcome ?? { result: "unknown", score: null, note: null },
        ...over,
      }),
    );
}

/** The runs of a tau-bench folder. */
export const tauBench = (folder: string): DreamSession[] => imported(folder, ".json");
