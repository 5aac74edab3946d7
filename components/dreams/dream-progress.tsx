import { Check } from "lucide-react";
import Link from "next/link";
import { PHASE_WORDS, STATUS_WORDS } from "@/components/dreams/dream-words";
import { Badge } from "@/components/ui/badge";
import { cx } from "@/components/ui/class-names";
import { count } from "@/components/ui/labels";
import { Progress } from "@/components/ui/progress";
import { RelativeTime } from "@/components/ui/relative-time";
import { DREAM_PHASES } from "@/lib/domain/dream";
import type { Dream } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

/** A running dream in a list: where, which phase, how far. */
export function DreamProgressLine({ dream }: { dream: Dream }) {
  const phase = dream.phase ? PHASE_WORDS[dream.phase] : undefined;
  return (
    <div>
      <div className="mb-1.5 flex flex-wrap items-baseline gap-x-3 text-13">
        <Link href={paths.dream(dream.id)} className="rounded-sm font-strong hover:underline">
          {dream.store_name ?? "Dream"}
        </Link>
        <span className="text-night">{phase ? phase.does : STATUS_WORDS[dream.status].word}</span>
        <span className="ml-auto text-muted">{progressWords(dream)}</span>
      </div>
      <Progress label={`Dream of ${dream.store_name ?? "a store"}`} {...progressOf(dream)} />
    </div>
  );
}

const progressOf = (d: Dream) => (d.status === "running" && d.progress.total > 0 ? { value: d.progress.done, max: d.progress.total } : {});
/** "5 of 12 sessions"; with Claude a long session is read in parts, and what follows the reading is counted in requests. */
export const progressWords = (d: Dream) =>
  d.progress.total > 0
    ? `${d.progress.done} of ${count(d.progress.total, unitOf(d))}`
    : `over ${count(d.transcript_ids.length, "session")}`;

function unitOf(d: Dream): string {
  const reads = d.phase === "review" || d.phase === "extract" || d.phase === null;
  if (d.engine === "claude" && !reads) return "request";
  return d.progress.total === d.transcript_ids.length ? "session" : "part";
}

/** The four phases in order: which are done, which runs and how far. */
export function DreamPhases({ dream }: { dream: Dream }) {
  const live = dream.status === "running" || dream.status === "queued";
  const at = dream.phase ? DREAM_PHASES.indexOf(dream.phase) : -1;
  const allDone = dream.status === "completed" || dream.status === "nothing_to_change";
  return (
    <ol aria-label="Phases" className="grid gap-x-4 gap-y-3 sm:grid-cols-4">
      {DREAM_PHASES.map((phase, i) => {
        const done = allDone || i < at;
        const now = live && i === at;
        return (
          <li key={phase} aria-current={now ? "step" : undefined}>
            <Progress
              label={PHASE_WORDS[phase].title}
              {...(now ? progressOf(dream) : { value: done ? 1 : 0, max: 1 })}
              tone={done ? "dawn" : "night"}
            />
            <p className={cx("mt-2 flex items-center gap-1.5 text-13", now ? "font-strong text-night" : done ? "" : "text-muted")}>
              {done ? <Check size={14} aria-label="done:" role="img" className="text-dawn" /> : null}
              {PHASE_WORDS[phase].title}
            </p>
            <p className="text-12 text-muted">{now ? `${PHASE_WORDS[phase].does}: ${progressWords(dream)}` : PHASE_WORDS[phase].does}</p>
          </li>
        );
      })}
    </ol>
  );
}

export function DreamStatusBadge({ dream }: { dream: Pick<Dream, "status"> }) {
  const { word, tone } = STATUS_WORDS[dream.status];
  return <Badge tone={tone}>{word}</Badge>;
}

/** "2 hours ago by hand" */
export function DreamStart({ dream }: { dream: Dream }) {
  const how = { manual: "by hand", schedule: "on schedule", api: "through the API" }[dream.trigger];
  return (
    <span>
      <RelativeTime at={dream.started_at ?? dream.created_at} /> {how}
    </span>
  );
}
