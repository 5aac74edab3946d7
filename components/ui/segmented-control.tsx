"use client";

import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "@/components/ui/class-names";

/** One of a few views of the same thing. Arrow keys move, one is always on. */
export function SegmentedControl<Value extends string>({
  label,
  value,
  onChange,
  options,
  className,
}: {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: { value: Value; label: ReactNode }[];
  className?: string;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(v) => v && onChange(v as Value)}
      className={cx("inline-flex rounded border border-line bg-sunken p-0.5", className)}
    >
      {options.map((o) => (
        <ToggleGroup.Item
          key={o.value}
          value={o.value}
          className="h-6 rounded-sm px-2 text-12 text-muted transition-colors hover:text-ink data-[state=on]:bg-surface data-[state=on]:font-strong data-[state=on]:text-ink data-[state=on]:shadow-[0_0_0_1px_var(--c-line)] max-md:h-8 forced-colors:data-[state=on]:outline-2"
        >
          {o.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
