import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "@/components/ui/class-names";

export type SelectOption = { value: string; label: string; hint?: string; disabled?: boolean };

export type SelectProps = Omit<ComponentProps<"select">, "onChange" | "children"> & {
  /** Read by screen readers; left out where a Field names it. */
  label?: string;
  onChange?: (value: string) => void;
  options: readonly SelectOption[];
  placeholder?: string;
};

/** The browser's own list: it works by touch, by voice and with every screen reader. */
export function Select({ label, onChange, options, placeholder, className, ...rest }: SelectProps) {
  return (
    <span className={cx("relative inline-flex", className)}>
      <select
        aria-label={label}
        onChange={(e) => onChange?.(e.target.value)}
        className="field-edge h-8 w-full appearance-none truncate pr-8 pl-2.5 text-13 text-ink hover:bg-sunken disabled:text-muted max-md:h-11 max-md:text-16"
        {...rest}
      >
        {placeholder ? (
          <option value="" disabled>
            {placeholder}
          </option>
        ) : null}
        {options.map((o) => (
          <option key={o.value} value={o.value} disabled={o.disabled}>
            {o.hint ? `${o.label}: ${o.hint}` : o.label}
          </option>
        ))}
      </select>
      <ChevronDown size={14} aria-hidden className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-muted" />
    </span>
  );
}
