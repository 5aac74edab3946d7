"use client";

import { useState, useTransition } from "react";
import { batchSentence, cronWords, minimumSentence, PRESETS, quietSentence, runTime } from "@/components/stores/schedule-words";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Checkbox, Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useToast } from "@/components/ui/toast";
import { updateStoreAction } from "@/lib/actions/stores";
import { MAX_DREAM_TRANSCRIPTS } from "@/lib/domain/dream";
import { cronProblem, nextRuns, type Schedule } from "@/lib/domain/schedule";

type Props = {
  storeId: string;
  schedule: Schedule | null;
  /** Names of the time zones that the server knows. */
  zones: readonly string[];
  /** When the page was made: what is shown first is the same on the server and in the browser. */
  now: string;
  mayChange: boolean;
};

const NONE: Schedule = {
  cron: PRESETS[0].cron,
  timezone: "UTC",
  min_new_transcripts: 1,
  quiet_minutes: 10,
  batch: MAX_DREAM_TRANSCRIPTS,
  enabled: false,
};

const NUMBERS = [
  { key: "min_new_transcripts", label: "New sessions that a run needs", min: 0, max: 10_000, means: minimumSentence },
  { key: "quiet_minutes", label: "Quiet minutes before a dream", min: 0, max: 1_440, means: quietSentence },
  { key: "batch", label: "Sessions that one dream reads", min: 1, max: MAX_DREAM_TRANSCRIPTS, means: batchSentence },
] as const;
type NumberKey = (typeof NUMBERS)[number]["key"];
const numberProblem = (text: string, min: number, max: number) =>
  /^\d{1,5}$/.test(text.trim()) && Number(text) >= min && Number(text) <= max
    ? null
    : `A whole number from ${min} to ${max.toLocaleString("en")}`;

/** When the store dreams by itself. Those who may not change it read it. */
export function ScheduleForm({ storeId, schedule, zones, now, mayChange }: Props) {
  const saved = schedule ?? NONE;
  const [draft, setDraft] = useState(saved);
  const [texts, setTexts] = useState<Record<NumberKey, string>>({
    min_new_transcripts: String(saved.min_new_transcripts),
    quiet_minutes: String(saved.quiet_minutes),
    batch: String(saved.batch),
  });
  const [from, setFrom] = useState(now);
  const [problem, setProblem] = useState<string>();
  const [pending, start] = useTransition();
  const toast = useToast();
  const set = (part: Partial<Schedule>) => {
    setDraft((d) => ({ ...d, ...part }));
    setFrom(new Date().toISOString());
    setProblem(undefined);
  };
  const turn = (enabled: boolean) =>
    set({ enabled, ...(enabled && !schedule ? { timezone: new Intl.DateTimeFormat().resolvedOptions().timeZone } : {}) });

  const cron = draft.cron.trim().replace(/\s+/g, " ");
  const wrongCron = cronProblem(cron);
  const wrong = NUMBERS.map((n) => numberProblem(texts[n.key], n.min, n.max));
  const numbers = Object.fromEntries(NUMBERS.map((n) => [n.key, Number(texts[n.key])])) as Record<NumberKey, number>;
  const bad = wrongCron !== null || wrong.some((w) => w !== null);
  const next: Schedule = { ...draft, ...numbers, cron };
  const changed = bad || JSON.stringify(next) !== JSON.stringify(saved);
  const off = !draft.enabled;
  const save = () =>
    start(async () => {
      if (bad) return setProblem("Something above does not fit. Nothing was saved.");
      const result = await updateStoreAction(storeId, { schedule: next });
      setProblem(result.ok ? undefined : result.message);
      if (!result.ok) return;
      toast({
        title: next.enabled ? "The schedule is in force" : "The schedule is off",
        description: next.enabled
          ? `The next run comes ${runTime(nextRuns(next, new Date(), 1)[0] ?? new Date(), next.timezone)} (${next.timezone}).`
          : "Dreams start when somebody starts one.",
        tone: "dawn",
      });
    });

  return (
    <div className="space-y-5">
      <div>
        <Checkbox
          className="max-md:min-h-11"
          checked={draft.enabled}
          disabled={!mayChange}
          onChange={(e) => turn(e.target.checked)}
          label={<span className="font-strong">This store dreams by itself</span>}
        />
        <p className="max-w-[70ch] text-13 text-muted">
          {off
            ? "Dreams start when a person or a program starts one."
            : "A dream starts at the times below. What it proposes waits or applies as the policy says. A run that nothing was there to start is not caught up."}
        </p>
      </div>
      {off && !schedule ? null : (
        <>
          <div className="grid max-w-[72ch] gap-x-4 gap-y-3 sm:grid-cols-2">
            <Field label="When">
              <Select
                className="w-full"
                value={PRESETS.some((p) => p.cron === cron) ? cron : "own"}
                disabled={!mayChange || off}
                options={[
                  ...PRESETS.map((p) => ({ value: p.cron, label: p.label })),
                  { value: "own", label: "Times of your own", disabled: true },
                ]}
                onChange={(value) => set({ cron: value })}
              />
            </Field>
            <Field label="Time zone">
              <Select
                className="w-full"
                value={draft.timezone}
                disabled={!mayChange || off}
                options={(zones.includes(draft.timezone) ? zones : [draft.timezone, ...zones]).map((z) => ({ value: z, label: z }))}
                onChange={(timezone) => set({ timezone })}
              />
            </Field>
            <div className="sm:col-span-2">
              <Field
                label="Times as cron"
                hint="Minute, hour, day of month, month, day of week"
                error={wrongCron ? `It ${wrongCron}` : undefined}
              >
                <Input
                  className="font-mono"
                  spellCheck={false}
                  autoComplete="off"
                  maxLength={200}
                  value={draft.cron}
                  disabled={!mayChange || off}
                  onChange={(e) => set({ cron: e.target.value })}
                />
              </Field>
              {wrongCron ? null : <p className="mt-1 text-13 text-muted">{`${cronWords(cron)}.`}</p>}
            </div>
          </div>
          {wrongCron || off ? null : (
            <div className="text-13">
              <p className="font-strong" id="next-runs">{`Next runs, by the clock of ${draft.timezone}`}</p>
              <ol aria-labelledby="next-runs" className="tabular mt-0.5 flex flex-wrap gap-x-5 text-muted">
                {nextRuns({ cron, timezone: draft.timezone }, new Date(from), 3).map((run) => (
                  <li key={run.toISOString()}>
                    <time dateTime={run.toISOString()}>{runTime(run, draft.timezone)}</time>
                  </li>
                ))}
              </ol>
            </div>
          )}
          {NUMBERS.map((n, i) => (
            <div key={n.key}>
              <Field label={n.label} error={wrong[i]}>
                <Input
                  inputMode="numeric"
                  className="block max-w-24"
                  value={texts[n.key]}
                  disabled={!mayChange || off}
                  onChange={(e) => setTexts((t) => ({ ...t, [n.key]: e.target.value }))}
                />
              </Field>
              <p className="mt-1 max-w-[70ch] text-13 text-muted">{wrong[i] ? null : n.means(numbers[n.key])}</p>
            </div>
          ))}
        </>
      )}
      {problem ? <Alert tone="problem" title={problem} /> : null}
      {mayChange ? (
        <Button variant="primary" pending={pending} disabled={!changed} onClick={save}>
          {off && schedule?.enabled ? "Stop dreaming by itself" : "Put this schedule in force"}
        </Button>
      ) : null}
    </div>
  );
}
