import Anthropic from "@anthropic-ai/sdk";
import { env } from "@/lib/env";

/** A client of the Claude API; `ANTHROPIC_BASE_URL` is honoured. Nothing is logged: requests hold transcripts. */
export function claudeClient(apiKey: string, baseURL = env().ANTHROPIC_BASE_URL ?? "https://api.anthropic.com"): Anthropic {
  return new Anthropic({ apiKey, authToken: null, baseURL, logLevel: "off" });
}
