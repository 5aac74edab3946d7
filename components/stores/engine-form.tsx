"use client";

import Link from "next/link";
import { useEffect, useState, useTransition } from "react";
import { EFFORT_OPTIONS, ENGINE_OPTIONS, effortWords, MODE_OPTIONS } from "@/components/stores/engine-words";
import { ModelField } from "@/components/stores/model-field";
import { RadioChoice } from "@/components/stores/radio-choice";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useToast } from "@/components/ui/toast";
import { updateStoreAction } from "@/lib/actions/stores";
import { type ClaudeSettings, claudeSettingsSchema, type Effort, type PriceList } from "@/lib/domain/claude";
import type { EngineName } from "@/lib/domain/dream";
import { paths } from "@/lib/paths";

type Props = {
  storeId: string;
  engine: EngineName;
  claude: ClaudeSettings;
  /** Whether there is a key. */
  connected: boolean;
  /** Null: the price file cannot be read. */
  prices: PriceList | null;
  mayChange: boolean;
};

const NUMBERS = [
  {
    key: "requests_at_once",
    label: "Requests at a time",
    hint: "1 to 64",
    means: "More is faster, up to the rate limit of the key; then they wait as the API says.",
  },
  {
    key: "max_usd_per_dream",
    label: "Cap per dream, US dollars",
    hint: "Empty: none",
    means: "A dream that would cost more stops, changes nothing and says so. What was read is kept and not paid for again.",
  },
  {
    key: "max_usd_per_month",
    label: "Cap per month, US dollars",
    hint: "Empty: none",
    means: "Over all dreams of this store in a calendar month (UTC). The cap of the workspace holds besides.",
  },
] as const;
type NumberKey = (typeof NUMBERS)[number]["key"];

const typed = (text: string) => (text.trim() === "" ? null : Number(text.trim()));

/** What a store dreams with, and what each setting leads to. Those who may not change it read it. */
export function EngineForm({ storeId, engine: savedEngine, claude: saved, connected, prices, mayChange }: Props) {
  const [engine, setEngine] = useState(savedEngine);
  const [draft, setDraft] = useState(saved);
  const [texts, setTexts] = useState<Record<NumberKey, string>>({
    requests_at_once: String(saved.requests_at_once),
    max_usd_per_dream: String(saved.max_usd_per_dream ?? ""),
    max_usd_per_month: String(saved.max_usd_per_month ?? ""),
  });
  const [problem, setProblem] = useState<string>();
  const [pending, start] = useTransition();
  const toast = useToast();
  const set = (part: Partial<ClaudeSettings>) => setDraft((d) => ({ ...d, ...part }));

  // A link from another page leads here before the form is there to be scrolled to.
  useEffect(() => {
    if (window.location.hash === "#engine") document.getElementById("engine")?.scrollIntoView();
  }, []);

  const numbers = Object.fromEntries(NUMBERS.map(({ key }) => [key, typed(texts[key])]));
  const checked = claudeSettingsSchema.safeParse({ ...draft, ...numbers });
  const wrong = new Set(checked.success ? [] : checked.error.issues.map((i) => String(i.path[0])));
  const usesClaude = engine === "claude";
  const changed = engine !== savedEngine || (usesClaude && (!checked.success || JSON.stringify(checked.data) !== JSON.stringify(saved)));
  const save = () =>
    start(async () => {
      if (usesClaude && !checked.success) return setProblem("Something above does not fit. Nothing was saved.");
      const result = await updateStoreAction(storeId, { engine, ...(usesClaude ? { claude: checked.data } : {}) });
      setProblem(result.ok ? undefined : result.message);
      if (result.ok) toast({ title: usesClaude ? "The next dream uses Claude" : "The next dream is local", tone: "dawn" });
    });

  return (
    <div className="space-y-5">
      <RadioChoice
        legend="This store dreams with"
        value={engine as "local" | "claude"}
        options={ENGINE_OPTIONS}
        onChange={setEngine}
        disabled={!mayChange}
      />
      {engine === "managed" ? (
        <Alert tone="warn" title="The engine managed is not built into this installation: a dream with it fails." />
      ) : null}
      {usesClaude ? (
        <>
          {connected ? null : (
            <Alert tone="warn" title="Claude is not connected">
              A dream of this store is refused until an admin enters a key under{" "}
              <Link href={paths.claude()} className="rounded-sm text-ink underline underline-offset-2">
                Settings, Claude
              </Link>
              .
            </Alert>
          )}
          <div className="grid max-w-[72ch] gap-x-6 gap-y-4 sm:grid-cols-2">
            <ModelField
              label="Model that reads the sessions"
              value={draft.extract_model}
              prices={prices}
              disabled={!mayChange}
              wrong={wrong.has("extract_model")}
              onChange={(extract_model) => set({ extract_model })}
            />
            <ModelField
              label="Model that compares with the memory"
              value={draft.reconcile_model}
              prices={prices}
              disabled={!mayChange}
              wrong={wrong.has("reconcile_model")}
              onChange={(reconcile_model) => set({ reconcile_model })}
            />
            <div>
              <Field label="Effort">
                <Select
                  className="w-full"
                  value={draft.effort ?? "default"}
                  options={EFFORT_OPTIONS}
                  disabled={!mayChange}
                  onChange={(v) => set({ effort: v === "default" ? null : (v as Effort) })}
                />
              </Field>
              <p className="mt-1 text-13 text-muted">{effortWords(draft.effort, [draft.extract_model, draft.reconcile_model])}</p>
            </div>
            {NUMBERS.map(({ key, label, hint, means }) => (
              <div key={key}>
                <Field
                  label={label}
                  hint={hint}
                  error={
                    wrong.has(key)
                      ? key === "requests_at_once"
                        ? "A whole number from 1 to 64"
                        : "A number such as 5 or 12.50"
                      : undefined
                  }
                >
                  <Input
                    inputMode="decimal"
                    value={texts[key]}
                    disabled={!mayChange}
                    onChange={(e) => setTexts((t) => ({ ...t, [key]: e.target.value }))}
                  />
                </Field>
                <p className="mt-1 text-13 text-muted">{means}</p>
              </div>
            ))}
          </div>
          <RadioChoice
            legend="Sessions are read"
            value={draft.mode}
            options={MODE_OPTIONS}
            onChange={(mode) => set({ mode })}
            disabled={!mayChange}
          />
        </>
      ) : null}
      {problem ? <Alert tone="problem" title={problem} /> : null}
      {mayChange ? (
        <Button variant="primary" pending={pending} disabled={!changed} onClick={save}>
          Put this engine in force
        </Button>
      ) : null}
    </div>
  );
}
