import type { ReactNode } from "react";
import { cx } from "@/components/ui/class-names";

export type Tone = "plain" | "night" | "dawn" | "added" | "removed" | "conflict" | "external";

const TONES: Record<Tone, string> = {
  plain: "bg-sunken text-muted",
  night: "bg-night-ground text-night",
  dawn: "bg-dawn-ground text-dawn",
  added: "bg-added-ground text-added",
  removed: "bg-removed-ground text-removed",
  conflict: "bg-conflict-ground text-conflict",
  external: "bg-external-ground text-external",
};

/** A word on a ground. The word says it; the colour only repeats it. */
export function Badge({
  tone = "plain",
  icon,
  className,
  children,
}: {
  tone?: Tone;
  icon?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={cx("inline-flex h-5 items-center gap-1 rounded-sm px-1.5 text-12 font-normal whitespace-nowrap", TONES[tone], className)}
    >
      {icon}
      {children}
    </span>
  );
}
