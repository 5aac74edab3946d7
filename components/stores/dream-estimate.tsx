import { Alert } from "@/components/ui/alert";
import { count, usd } from "@/components/ui/labels";
import { Skeleton } from "@/components/ui/skeleton";
import type { estimateDreamAction } from "@/lib/actions/dreams";
import type { ClaudeSettings } from "@/lib/domain/claude";

type Answer = Awaited<ReturnType<typeof estimateDreamAction>>;
type Estimate = Extract<Answer, { ok: true }>["value"];

/** What a dream would read and cost, marked as an estimate with its basis; undefined while it is being reckoned. */
export function DreamEstimate({ estimate, settings }: { estimate: Answer | undefined; settings: ClaudeSettings }) {
  if (estimate && !estimate.ok)
    return (
      <Alert tone="warn" title="What it would cost could not be estimated">
        {`${estimate.message} The dream can be started without; the caps hold.`}
      </Alert>
    );
  return (
    <div role="status" aria-busy={estimate === undefined} className="border-y border-line py-3 text-13">
      {estimate ? <Figures estimate={estimate.value} /> : <Waiting />}
      {estimate ? (
        <div className="mt-2 space-y-1 text-muted">
          {remarks(estimate.value, settings).map((r) => (
            <p key={r}>{r}</p>
          ))}
        </div>
      ) : null}
    </div>
  );
}

const LABELS = ["Sessions", "Calls", "Tokens in and out", "Cost"] as const;

function Figures({ estimate: { transcripts, known, estimate: e, unpriced } }: { estimate: Estimate }) {
  const values = [
    `${transcripts - known} to read${known > 0 ? `, ${known} known` : ""}`,
    `about ${e.calls.toLocaleString("en")}`,
    `about ${e.input_tokens.toLocaleString("en")} and ${e.output_tokens.toLocaleString("en")}`,
    unpriced.length > 0 ? "no price known" : `about ${usd(e.usd)}`,
  ];
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-[1fr_1fr_2fr_1fr]">
      {LABELS.map((label, i) => (
        <div key={label}>
          <dt className="text-12 text-muted">{label}</dt>
          <dd className="tabular font-strong">{values[i]}</dd>
        </div>
      ))}
    </dl>
  );
}

function Waiting() {
  return (
    <>
      <p className="sr-only">What the dream would cost is being estimated. It can be started meanwhile.</p>
      <div aria-hidden="true" className="grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-[1fr_1fr_2fr_1fr]">
        {LABELS.map((label) => (
          <div key={label}>
            <span className="text-12 text-muted">{label}</span>
            <Skeleton className="mt-1 h-4 w-20" />
          </div>
        ))}
      </div>
      <p aria-hidden="true" className="mt-2 text-muted">
        Being estimated; the dream can be started meanwhile.
      </p>
    </>
  );
}

function remarks({ basis, known, unpriced, estimate }: Estimate, { mode, max_usd_per_dream: cap }: ClaudeSettings): string[] {
  const said = [
    basis === "counted"
      ? "An estimate: input counted by the API on a sample of the sessions, output guessed."
      : "A rough estimate: input by the length of the text, output guessed.",
  ];
  if (known > 0)
    said.push(`${count(known, "session")} ${known === 1 ? "was" : "were"} read before in the same way and cost nothing again.`);
  if (unpriced.length > 0) said.push(`There is no price for ${unpriced.join(" and ")}; the cost of what is sent to it is not known.`);
  if (mode === "batch") said.push("Sessions are read in batches, which can take up to a day.");
  if (cap !== null && estimate.usd > cap)
    said.push(`That is more than the ${usd(cap)} that a dream may cost: it would stop there and change nothing.`);
  return said;
}
