import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import { cx } from "@/components/ui/class-names";
import type { Finding, Severity } from "@/lib/domain/finding";

const SEVERITY: Record<Severity, { icon: typeof Info; word: string; look: string }> = {
  block: { icon: CircleAlert, word: "Holds it back", look: "text-removed" },
  warn: { icon: TriangleAlert, word: "Look twice", look: "text-dawn" },
  note: { icon: Info, word: "Note", look: "text-muted" },
};
const ORDER: Severity[] = ["block", "warn", "note"];

/** What the checks found, worst first, each as a sentence. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  const sorted = [...findings].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  return (
    <ul className="space-y-1.5" aria-label="What the checks found">
      {sorted.map((f) => {
        const { icon: Icon, word, look } = SEVERITY[f.severity];
        return (
          <li key={`${f.check}:${f.span?.start ?? ""}:${f.message}`} className="flex items-start gap-2 text-13">
            <Icon size={15} aria-hidden className={cx("mt-[2.5px] shrink-0", look)} />
            <span className="min-w-0">
              <span className={cx("font-strong", look)}>{`${word}: `}</span>
              {f.message} <code className="text-12 whitespace-nowrap text-faint">{f.check}</code>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
