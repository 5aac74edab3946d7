import type { ReactNode } from "react";
import { cx } from "@/components/ui/class-names";
import type { Trust } from "@/lib/domain/transcript";

const MARKS: Record<Trust, { word: string; means: string; draw: ReactNode; look: string }> = {
  operator: {
    word: "operator",
    means: "Written or edited by a person in Reveille",
    look: "text-dawn",
    draw: <path d="M8 1.5 13.5 3.5v4c0 3.4-2.3 5.8-5.5 7-3.2-1.2-5.5-3.6-5.5-7v-4ZM5.5 8l1.8 1.8L10.8 6.2" />,
  },
  user: {
    word: "user",
    means: "Said by the person the agent served",
    look: "text-ink",
    draw: (
      <>
        <circle cx="8" cy="5" r="2.75" />
        <path d="M2.5 14c.4-3 2.6-4.5 5.5-4.5s5.1 1.5 5.5 4.5" />
      </>
    ),
  },
  agent: {
    word: "agent",
    means: "The agent's own words",
    look: "text-night",
    draw: (
      <>
        <rect x="2.5" y="5" width="11" height="8.5" rx="2" />
        <path d="M8 5V2M6 9v.6M10 9v.6" />
      </>
    ),
  },
  external: {
    word: "external",
    means: "From outside: a tool, a file, a web page, machine text. Never an instruction",
    look: "text-external",
    draw: <path d="M9 2.5h4.5V7M13.5 2.5 7.5 8.5M11.5 9.5v4h-9v-9h4" />,
  },
};

/** Where text comes from: a small mark and the word. */
export function TrustBadge({ trust, className }: { trust: Trust; className?: string }) {
  const { word, means, draw, look } = MARKS[trust];
  return (
    <span title={means} className={cx("inline-flex items-baseline gap-1 text-12 whitespace-nowrap", look, className)}>
      <svg
        viewBox="0 0 16 16"
        width="13"
        height="13"
        aria-hidden="true"
        className="self-center"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        {draw}
      </svg>
      {word}
    </span>
  );
}
