import type { CapabilitySupport, ModelInfo } from "@anthropic-ai/sdk/resources/models";

type Effort = "low" | "medium" | "high" | "xhigh" | "max";
type Thinking = "adaptive" | "between_tools" | "disabled" | "enabled";

/** What one model accepts and how it answers. Each field is a trap for a client that sends every model the same request. */
export type FakeModel = {
  id: string;
  name: string;
  line: ModelInfo["line"];
  released: string;
  lifecycle: ModelInfo["lifecycle"];
  maxInputTokens: number;
  maxOutputTokens: number;
  thinking: readonly Thinking[];
  /** Whether it thinks when `thinking` is left out. */
  thinksUnasked: boolean;
  /** What a thinking block shows when `display` is left out: its text, or only a signature. */
  display: "summarized" | "omitted";
  efforts: readonly Effort[];
  /** `temperature`, `top_p` and `top_k` other than the default. */
  sampling: boolean;
  forcedToolChoice: boolean;
  prefill: boolean;
  /** Prompts shorter than this are not cached, whatever `cache_control` says. */
  minCacheTokens: number;
};

const MILLION = 1_000_000;
const ALL: readonly Effort[] = ["low", "medium", "high", "xhigh", "max"];
const NOW: Omit<FakeModel, "id" | "name" | "line" | "released" | "minCacheTokens"> = {
  lifecycle: "active",
  maxInputTokens: MILLION,
  maxOutputTokens: 128_000,
  thinking: ["adaptive"],
  thinksUnasked: true,
  display: "omitted",
  efforts: ALL,
  sampling: false,
  forcedToolChoice: false,
  prefill: false,
};
const BEFORE: typeof NOW = { ...NOW, thinking: ["adaptive", "disabled"], thinksUnasked: false, forcedToolChoice: true, prefill: true };
const FOUR: typeof NOW = { ...BEFORE, thinking: ["adaptive", "disabled", "enabled"], display: "summarized", sampling: true };
const OLD: typeof NOW = { ...FOUR, thinking: ["disabled", "enabled"], efforts: [], maxInputTokens: 200_000, maxOutputTokens: 64_000 };

/**
 * The models this server knows, newest first. The reference does not state a minimum cacheable length for Opus 5.5 and Sonnet 5.5 (1,024 is
 * assumed), nor which of the 4.x models refuse which effort; a model that is not here does not exist: 404.
 */
export const MODELS: readonly FakeModel[] = [
  { ...NOW, id: "claude-fable-5-2", name: "Claude Fable 5.2", line: "fable", released: "2026-11-09", minCacheTokens: 512 },
  {
    ...NOW,
    id: "claude-haiku-5-5",
    name: "Claude Haiku 5.5",
    line: "haiku",
    released: "2026-10-07",
    thinking: ["adaptive", "disabled"],
    minCacheTokens: 512,
  },
  {
    ...NOW,
    id: "claude-sonnet-5-5",
    name: "Claude Sonnet 5.5",
    line: "sonnet",
    released: "2026-09-28",
    thinking: ["adaptive", "between_tools"],
    minCacheTokens: 1_024,
  },
  { ...NOW, id: "claude-opus-5-5", name: "Claude Opus 5.5", line: "opus", released: "2026-09-22", minCacheTokens: 1_024 },
  { ...NOW, id: "claude-fable-5-1", name: "Claude Fable 5.1", line: "fable", released: "2026-09-01", minCacheTokens: 512 },
  { ...BEFORE, id: "claude-opus-5", name: "Claude Opus 5", line: "opus", released: "2026-07-24", minCacheTokens: 512 },
  { ...BEFORE, id: "claude-sonnet-5", name: "Claude Sonnet 5", line: "sonnet", released: "2026-07-01", minCacheTokens: 1_024 },
  { ...FOUR, id: "claude-opus-4-8", name: "Claude Opus 4.8", line: "opus", released: "2026-05-28", minCacheTokens: 1_024 },
  { ...FOUR, id: "claude-opus-4-7", name: "Claude Opus 4.7", line: "opus", released: "2026-04-16", minCacheTokens: 2_048 },
  { ...FOUR, id: "claude-opus-4-6", name: "Claude Opus 4.6", line: "opus", released: "2026-02-05", minCacheTokens: 4_096 },
  { ...FOUR, id: "claude-sonnet-4-6", name: "Claude Sonnet 4.6", line: "sonnet", released: "2026-02-17", minCacheTokens: 1_024 },
  { ...OLD, id: "claude-haiku-4-5", name: "Claude Haiku 4.5", line: "haiku", released: "2025-10-15", minCacheTokens: 4_096 },
  {
    ...OLD,
    id: "claude-sonnet-4-5",
    name: "Claude Sonnet 4.5",
    line: "sonnet",
    released: "2025-09-29",
    lifecycle: "deprecated",
    minCacheTokens: 1_024,
  },
];

/** The model as GET /v1/models tells of it. */
export function modelInfo(model: FakeModel): ModelInfo {
  const on = (supported: boolean): CapabilitySupport => ({ supported });
  const effort = (level: Effort) => on(model.efforts.includes(level));
  const thinking = (type: Thinking) => on(model.thinking.includes(type));
  return {
    id: model.id,
    type: "model",
    display_name: model.name,
    created_at: `${model.released}T00:00:00Z`,
    lifecycle: model.lifecycle,
    deprecated_at: model.lifecycle === "active" ? null : "2026-09-30T00:00:00Z",
    retires_at: model.lifecycle === "active" ? null : "2026-11-30T00:00:00Z",
    line: model.line,
    max_input_tokens: model.maxInputTokens,
    max_tokens: model.maxOutputTokens,
    capabilities: {
      batch: on(true),
      citations: on(true),
      code_execution: on(true),
      context_management: {
        supported: true,
        clear_thinking_20251015: on(true),
        clear_tool_uses_20250919: on(true),
        compact_20260112: on(true),
      },
      effort: {
        supported: model.efforts.length > 0,
        low: effort("low"),
        medium: effort("medium"),
        high: effort("high"),
        xhigh: effort("xhigh"),
        max: effort("max"),
      },
      image_input: on(true),
      pdf_input: on(true),
      server_tools: { supported: true, code_execution: on(true), web_search: on(true) },
      structured_outputs: on(true),
      thinking: {
        supported: true,
        types: {
          adaptive: thinking("adaptive"),
          between_tools: thinking("between_tools"),
          disabled: thinking("disabled"),
          enabled: thinking("enabled"),
        },
      },
    },
  };
}
