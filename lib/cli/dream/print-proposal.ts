import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { cut, oneLine, type Paint, visible, wrap } from "@/lib/cli/dream/terminal";
import type { Severity } from "@/lib/domain/finding";
import type { Risk } from "@/lib/domain/proposal";
import type { Change, Dream, Evidence, Proposal, Support } from "@/lib/domain/views";

/** How it is drawn. `width` in columns. */
export type Page = { width: number; paint: Paint };

/** Of one change so many quotes are shown; all of them are in the JSON and on the page. */
const SHOWN_EVIDENCE = 3;
const SHOWN_QUOTE = 300;
const DIFF_TIMEOUT_MS = 2_000;

const RISK_ORDER: Record<Risk, number> = { high: 0, medium: 1, low: 2 };
const OP_ORDER: Record<Change["op"], number> = { delete: 0, merge: 1, update: 2, rename: 3, create: 4 };
const SEVERITY_STYLE = { block: "red", warn: "yellow", note: "dim" } as const satisfies Record<Severity, string>;
const RISK_STYLE = { high: "red", medium: "yellow", low: "dim" } as const satisfies Record<Risk, string>;

export const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

/** A proposal for people: what it would do, then each change in the order of risk with its reason, findings, evidence and unified diff. */
export function proposalText(proposal: Proposal, page: Page): string {
  const { counts } = proposal;
  const byRisk = (["high", "medium", "low"] as const).flatMap((risk) => {
    const n = proposal.changes.filter((change) => change.risk === risk).length;
    return n > 0 ? [`${n} of ${risk} risk`] : [];
  });
  const states = [
    [counts.accepted, "accepted"],
    [counts.rejected, "rejected"],
    [counts.blocked, "blocked"],
  ].flatMap(([n, word]) => (n ? [`${n} ${word}`] : []));
  const head = [
    page.paint("bold", wrap(oneLine(proposal.summary), page.width)),
    wrap(
      `${[count(counts.total, "change"), ...byRisk, ...states].join(", ")}; against version ${proposal.base_version}${
        proposal.store_name ? ` of ${oneLine(proposal.store_name)}` : ""
      }; ${proposal.status}`,
      page.width,
    ),
    ...proposal.findings.map((finding) => findingText(finding, page)),
  ];
  const ordered = [...proposal.changes].sort(
    (a, b) => RISK_ORDER[a.risk] - RISK_ORDER[b.risk] || OP_ORDER[a.op] - OP_ORDER[b.op] || (a.path < b.path ? -1 : 1),
  );
  return [head.join("\n"), ...ordered.map((change, i) => changeText(change, `${i + 1}/${ordered.length}`, page))].join("\n\n");
}

function changeText(change: Change, place: string, page: Page): string {
  const { paint, width } = page;
  const to = change.new_path ? ` -> ${visible(change.new_path)}` : "";
  const title = `${place}  ${change.op} ${visible(change.path)}${to}`;
  const sources = change.sources?.filter((source) => source.path !== change.path).map((source) => visible(source.path)) ?? [];
  const before = change.previously_rejected;
  const lines = [
    `${paint("bold", title)}  ${change.kind}, ${paint(RISK_STYLE[change.risk], `${change.risk} risk`)}, ${change.state.replace("_", " ")}`,
    wrap(oneLine(change.reason), width, "  Reason    "),
    wrap(`${supportText(change.support)} Lowest trust: ${change.trust}.`, width, "  Support   "),
    ...(change.risk_reasons.length > 0 ? [wrap(change.risk_reasons.map(oneLine).join(" "), width, "  Risk      ")] : []),
    ...(sources.length > 0 ? [wrap(sources.join(", "), width, "  Takes in  ")] : []),
    ...(before
      ? [wrap(oneLine(`${before.at.slice(0, 10)} by ${before.by}${before.reason ? `: ${before.reason}` : ""}`), width, "  Rejected  ")]
      : []),
    ...change.findings.map((finding) => findingText(finding, page)),
    ...evidenceLines(change.evidence, page),
    diffText(change, paint),
  ];
  return lines.join("\n");
}

function findingText(finding: { check: string; severity: Severity; message: string }, { paint, width }: Page): string {
  const text = wrap(oneLine(`${finding.check}: ${finding.message}`), width, `  ${finding.severity.padEnd(10)}`);
  return paint(SEVERITY_STYLE[finding.severity], text);
}

function supportText(support: Support): string {
  if (support.sessions === 0) return "No session is quoted.";
  const ends = (["succeeded", "failed", "unknown"] as const).filter((end) => support[end] > 0).map((end) => `${support[end]} ${end}`);
  const breadth = [count(support.cases, "case"), count(support.users, "user"), count(support.tasks, "task")].join(", ");
  return `${count(support.sessions, "session")} (${breadth})${ends.length > 0 ? `: ${ends.join(", ")}` : ""}.`;
}

function evidenceLines(evidence: readonly Evidence[], { paint, width }: Page): string[] {
  const shown = evidence.slice(0, SHOWN_EVIDENCE).map((one, i) => {
    const from =
      one.source === "memory"
        ? `${visible(one.path)}, version ${one.version}`
        : `${oneLine(cut(one.transcript_title ?? one.transcript_id, 60))}, event ${one.event_seq}${one.outcome ? `, ${one.outcome}` : ""}`;
    const text = `"${oneLine(cut(one.quote, SHOWN_QUOTE))}" (${one.trust}${one.grounded ? "" : ", not grounded"}; ${from})`;
    return wrap(text, width, i === 0 ? "  Evidence  " : "            ");
  });
  const more = evidence.length - shown.length;
  return more > 0 ? [...shown, paint("dim", `            and ${count(more, "more quote")}`)] : shown;
}

/** The change as a unified diff, whole lines, so that it can be read by programs too; characters that act on a terminal are shown escaped. */
function diffText(change: Change, paint: Paint): string {
  if (change.op === "rename") return paint("bold", `rename from ${visible(change.path)}\nrename to ${visible(change.new_path ?? "")}`);
  const consumed = change.sources?.filter((source) => source.path !== change.path) ?? [];
  return [patch(change.path, change.before, change.after), ...consumed.map((source) => patch(source.path, source.content, null))]
    .map((text) => colouredDiff(text, paint))
    .join("\n");
}

function patch(path: string, before: string | null, after: string | null): string {
  const name = visible(path);
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY, timeout: DIFF_TIMEOUT_MS };
  const [from, to] = [before === null ? "/dev/null" : `a${name}`, after === null ? "/dev/null" : `b${name}`];
  const text = createTwoFilesPatch(from, to, visible(before ?? ""), visible(after ?? ""), undefined, undefined, options);
  return text?.trimEnd() ?? `--- ${from}\n+++ ${to}\n(too different to be shown line by line)`;
}

function colouredDiff(text: string, paint: Paint): string {
  return text
    .split("\n")
    .map((line) => {
      if (line.startsWith("---") || line.startsWith("+++")) return paint("bold", line);
      if (line.startsWith("@@")) return paint("cyan", line);
      return line.startsWith("+") ? paint("green", line) : line.startsWith("-") ? paint("red", line) : line;
    })
    .join("\n");
}

/** Why a dream changes nothing: what was considered, by the rule that turned it down. */
export function nothingText(dream: Dream, page: Page): string {
  const rules = Object.entries(dream.considered.counts).sort(([, a], [, b]) => b - a);
  const read = count(dream.transcript_ids.length, "session");
  const considered =
    rules.length === 0
      ? "Nothing in them was a candidate for a memory."
      : `Considered and turned down, by rule: ${rules.map(([rule, n]) => `${rule} ${n}`).join(", ")}.`;
  const first = dream.considered.first.slice(0, 5).map((one) => wrap(oneLine(one.text), page.width, `  ${one.rule}: `));
  return [
    page.paint("bold", "Nothing to change."),
    wrap(
      dream.transcript_ids.length === 0 ? "There was no session that a dream of this store has not read." : `${read} read. ${considered}`,
      page.width,
    ),
    ...first,
    ...dream.notes.map((note) => wrap(oneLine(note), page.width)),
  ].join("\n");
}
