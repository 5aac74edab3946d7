import { anthropicMessages } from "./anthropic-messages";
import { chat } from "./chat";
import { claudeCode } from "./claude-code";
import type { FormatName, TranscriptFormat } from "./format";
import { managedAgents } from "./managed-agents";
import { tauBench } from "./tau-bench";
import { tau2Bench } from "./tau2-bench";

/** Every format, in the order in which it is tried: none of them recognises what another one owns. */
export const FORMATS: readonly TranscriptFormat[] = [chat, tauBench, claudeCode, tau2Bench, anthropicMessages, managedAgents];

/** The format of that name. */
export function formatNamed(name: FormatName): TranscriptFormat {
  const found = FORMATS.find((format) => format.name === name);
  if (!found) throw new Error(`no format is called ${name}`);
  return found;
}
