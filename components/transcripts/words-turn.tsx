import { spellHidden } from "@/components/diff/visible-text";
import { EventText } from "@/components/transcripts/event-text";
import { SPEAKERS } from "@/components/transcripts/speakers";
import { TurnRow } from "@/components/transcripts/turn-row";
import { ExternalText } from "@/components/trust/external-text";
import { TrustBadge } from "@/components/trust/trust-badge";
import { count } from "@/components/ui/labels";
import type { Span } from "@/lib/domain/evidence";
import type { Event } from "@/lib/domain/views";

/** Words of a person or the agent; what the agent thought and what the system told it are folded. */
export function WordsTurn({ row, event, marks }: { row: number; event: Event; marks: readonly Span[] }) {
  const folded = event.type === "thinking" || event.type === "system";
  const text = <EventText text={event.text} chars={event.text_chars} marks={marks} />;
  const words = event.trust === "external" ? <ExternalText>{text}</ExternalText> : text;
  return (
    <TurnRow
      id={`event-${event.seq}`}
      row={row}
      at={event.at}
      quiet={folded}
      who={
        <>
          <span className="font-strong">{SPEAKERS[event.type]}</span>
          {event.type === "user" || event.trust === "external" || event.type === "note" ? <TrustBadge trust={event.trust} /> : null}
        </>
      }
    >
      {folded ? (
        <details open={marks.length > 0 || undefined} className="group">
          <summary className="flex min-h-6 items-center gap-2 rounded-sm text-13 text-muted hover:text-ink">
            <span aria-hidden className="text-faint transition-transform group-open:rotate-90">
              ▸
            </span>
            <span className="truncate">
              {event.type === "system"
                ? `Instructions the agent was given, ${count(event.text_chars ?? event.text.length, "character")}`
                : spellHidden(firstLine(event.text))}
            </span>
          </summary>
          <div className="mt-2 mb-2">{words}</div>
        </details>
      ) : (
        words
      )}
    </TurnRow>
  );
}

const firstLine = (text: string) => {
  const line = text.trim().split("\n")[0] ?? "";
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
};
