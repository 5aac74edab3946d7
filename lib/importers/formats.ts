import { chat } from "./chat";
import { claudeCode } from "./claude-code";
import type { FormatName, TranscriptFormat } from "./format";
import { tauBench } from "./tau-bench";

/** Every format, in the order in which it is tried: none of them recognises what another one owns. */
export const FORMATS: readonly TranscriptFormat[] = [chat, tauBench, claudeCode];

/** The format of that name. */
export function formatNamed(name: FormatName): TranscriptFormat {
  const found = FORMATS.find((format) => format.name === name);
  if (!found) throw new Error(`no format is called ${name}`);
  return found;
}
