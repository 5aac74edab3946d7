import Link from "next/link";
import type { ReactNode } from "react";
import { OutcomeBadge } from "@/components/transcripts/outcome-badge";
import type { SendOutcome } from "@/components/transcripts/send-file";
import { Alert } from "@/components/ui/alert";
import { CodeWords } from "@/components/ui/code-words";
import { count, listed } from "@/components/ui/labels";
import type { ImportError } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

/** The first hundred of a kind are listed; the API's answer has them all. */
const LISTED = 100;

/** What did you take, what not, why? */
export function UploadResult({ outcome }: { outcome: SendOutcome }) {
  if (!outcome.ok)
    return (
      <div className="mt-2">
        <Alert tone="problem" title={outcome.message}>
          {outcome.errors.length > 0 ? <Refused errors={outcome.errors} /> : null}
        </Alert>
      </div>
    );
  const { imported, updated, duplicates, errors, format, canceled } = outcome.value;
  const parts = [
    imported.length > 0 ? `${count(imported.length, "session")} imported` : "",
    updated.length > 0 ? `${updated.length} updated` : "",
    duplicates.length > 0 ? `${duplicates.length} already here` : "",
    errors.length > 0 ? `${count(errors.length, "place")} refused` : "",
  ].filter(Boolean);
  return (
    <div className="mt-1 text-13">
      <p>
        {canceled ? `Canceled. ${parts.length > 0 ? "What came in before stays: " : "Nothing was imported."}` : null}
        {listed(parts) || (canceled ? "" : "Nothing was in it")}
        {format ? <span className="text-muted">{` (format ${format})`}</span> : null}
      </p>
      {errors.length > 0 ? (
        <Group title="Refused, with the reason" open>
          <Refused errors={errors} />
        </Group>
      ) : null}
      {imported.length > 0 ? (
        <Group title="Imported">
          <Sessions
            rows={imported.map((s) => ({
              ...s,
              note: count(s.events, "event"),
              badge: <OutcomeBadge result={s.outcome.result} score={s.outcome.score} />,
            }))}
          />
        </Group>
      ) : null}
      {updated.length > 0 ? (
        <Group title="Updated">
          <Sessions
            rows={updated.map((s) => ({
              ...s,
              note: `revision ${s.revision}, ${count(s.events, "event")}${s.diverged ? "; it differs from what was sent before, both are kept" : ""}`,
            }))}
          />
        </Group>
      ) : null}
      {duplicates.length > 0 ? (
        <Group title="Already here, nothing new in them">
          <Sessions rows={duplicates.map((s) => ({ ...s, note: "" }))} />
        </Group>
      ) : null}
    </div>
  );
}

function Group({ title, open, children }: { title: string; open?: boolean; children: ReactNode }) {
  return (
    <details open={open} className="group mt-1">
      <summary className="inline-flex items-center gap-2 rounded-sm py-0.5 text-muted hover:text-ink">
        <span aria-hidden className="text-faint transition-transform group-open:rotate-90">
          ▸
        </span>
        {title}
      </summary>
      <div className="mt-1 mb-2 pl-4">{children}</div>
    </details>
  );
}

function Sessions({ rows }: { rows: { id: string; external_id: string; note: string; badge?: ReactNode }[] }) {
  return (
    <ul className="space-y-0.5">
      {rows.slice(0, LISTED).map((s) => (
        <li key={s.id} className="flex flex-wrap gap-x-3">
          <Link href={paths.transcript(s.id)} className="min-w-0 truncate rounded-sm underline decoration-edge underline-offset-2">
            {s.external_id}
          </Link>
          {s.badge}
          <span className="text-muted">{s.note}</span>
        </li>
      ))}
      {rows.length > LISTED ? <li className="text-muted">{`and ${rows.length - LISTED} more`}</li> : null}
    </ul>
  );
}

function place(e: ImportError): string {
  if (e.line !== undefined) return `line ${e.line}`;
  return [e.index === undefined ? "" : `element ${e.index}`, e.path ?? ""].filter(Boolean).join(", ") || "the file";
}

function Refused({ errors }: { errors: readonly ImportError[] }) {
  return (
    <ul className="space-y-1">
      {errors.slice(0, LISTED).map((e) => (
        <li key={`${e.file}:${e.line}:${e.index}:${e.path}:${e.message}`} className="flex flex-wrap gap-x-3 text-ink">
          <span className="tabular shrink-0 font-strong">{place(e)}</span>
          <span className="min-w-0 wrap-anywhere">
            <CodeWords>{e.message}</CodeWords>
          </span>
        </li>
      ))}
      {errors.length > LISTED ? <li className="text-muted">{`and ${errors.length - LISTED} more`}</li> : null}
    </ul>
  );
}
