import { cx } from "@/components/ui/class-names";
import type { OutcomeResult } from "@/lib/domain/transcript";

type Numbers = { sessions: number } & Record<OutcomeResult, number>;

const PARTS: { key: OutcomeResult; word: string; ground: string }[] = [
  { key: "succeeded", word: "succeeded", ground: "bg-added" },
  { key: "failed", word: "failed", ground: "bg-removed-solid" },
  { key: "unknown", word: "with no known outcome", ground: "bg-edge" },
  { key: "invalid", word: "never really ran", ground: "bg-pressed" },
];

const share = (n: number, of: number) => (of === 0 ? 0 : Math.round((100 * n) / of));

/** How the sessions ended: one line of shares, and the same numbers as words below it. */
export function OutcomeBar({ numbers }: { numbers: Numbers }) {
  const parts = PARTS.filter((p) => numbers[p.key] > 0);
  if (parts.length === 0) return null;
  return (
    <div>
      <div aria-hidden="true" className="flex h-2 gap-px overflow-hidden rounded-full">
        {parts.map((p) => (
          <span key={p.key} className={cx("h-full min-w-1", p.ground)} style={{ flexGrow: numbers[p.key] }} />
        ))}
      </div>
      <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-13">
        {parts.map((p) => (
          <li key={p.key} className="flex items-center gap-1.5">
            <span aria-hidden="true" className={cx("size-2 rounded-full", p.ground)} />
            <span className="tabular">{numbers[p.key].toLocaleString("en")}</span>
            <span className="text-muted">{`${p.word}, ${share(numbers[p.key], numbers.sessions)} %`}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
