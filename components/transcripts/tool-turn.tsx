import type { ReactNode } from "react";
import { spellHidden } from "@/components/diff/visible-text";
import { EventText } from "@/components/transcripts/event-text";
import { TurnRow } from "@/components/transcripts/turn-row";
import { callSummary, prettyJson } from "@/components/transcripts/turns";
import { ExternalText } from "@/components/trust/external-text";
import { TrustBadge } from "@/components/trust/trust-badge";
import { ExactTime } from "@/components/ui/relative-time";
import type { Span } from "@/lib/domain/evidence";
import type { Event } from "@/lib/domain/views";

type Props = { row: number; call: Event | null; result: Event | null; callMarks: readonly Span[]; resultMarks: readonly Span[] };

/** A tool call with what came back, folded to one line; an error says so on that line. */
export function ToolTurn({ row, call, result, callMarks, resultMarks }: Props) {
  const name = call?.tool?.name ?? result?.tool?.name ?? "tool";
  const failed = result?.tool?.is_error === true;
  const marked = callMarks.length + resultMarks.length > 0;
  return (
    <TurnRow row={row} quiet who={<span className="leading-7 text-muted max-md:sr-only">Tool</span>}>
      <details open={marked || undefined} className="group">
        <summary className="flex min-h-7 items-center gap-2 rounded-sm text-13 hover:bg-sunken">
          <span aria-hidden className="text-faint transition-transform group-open:rotate-90">
            ▸
          </span>
          <code className="shrink-0 font-strong">{name}</code>
          {failed || saysError(result) ? (
            <span className="min-w-0 truncate text-removed">
              {failed ? "error: " : null}
              <span className="font-mono text-12">{oneLine(result?.text ?? "")}</span>
            </span>
          ) : (
            <span className="min-w-0 truncate font-mono text-12 text-muted">
              {call ? spellHidden(callSummary(call)) : oneLine(result?.text ?? "")}
            </span>
          )}
        </summary>
        <div className="mt-1 mb-3 space-y-3 pl-4">
          {call ? (
            <ToolEvent event={call} title="What the agent asked">
              {/* Marks count in the stored text, so a marked call is shown as it is stored. */}
              <EventText mono text={callMarks.length > 0 ? call.text : prettyJson(call.text)} chars={call.text_chars} marks={callMarks} />
            </ToolEvent>
          ) : null}
          {result ? (
            <ToolEvent event={result} title={failed ? "What came back: an error" : "What came back"}>
              <ExternalText>
                <EventText
                  mono
                  text={resultMarks.length > 0 ? result.text : prettyJson(result.text)}
                  chars={result.text_chars}
                  marks={resultMarks}
                />
              </ExternalText>
            </ToolEvent>
          ) : (
            <p className="text-13 text-muted">Nothing came back.</p>
          )}
        </div>
      </details>
    </TurnRow>
  );
}

function ToolEvent({ event, title, children }: { event: Event; title: string; children: ReactNode }) {
  return (
    <div id={`event-${event.seq}`} className="scroll-mt-20 target:bg-dawn-ground data-[target=true]:bg-dawn-ground">
      <p className="mb-1 flex flex-wrap items-center gap-x-3 text-12 text-muted">
        {title}
        <TrustBadge trust={event.trust} />
        {event.at ? <ExactTime at={event.at} /> : null}
      </p>
      {children}
    </div>
  );
}

/** Formats without an error flag: a result whose first word is "Error" is worth seeing while folded. */
const saysError = (result: Event | null) => /^\s*error\b/i.test(result?.text.slice(0, 40) ?? "");

const oneLine = (text: string) => spellHidden(text.slice(0, 160)).replace(/\s+/g, " ").trim();
