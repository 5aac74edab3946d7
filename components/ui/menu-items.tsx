"use client";

import { Check } from "lucide-react";
import { Slot } from "radix-ui";
import { type ReactNode, use } from "react";
import { cx } from "@/components/ui/class-names";
import { CloseMenu } from "@/components/ui/dropdown-menu";

const ITEM =
  "flex min-h-8 w-full cursor-pointer items-center gap-2 rounded-sm px-2 py-1 text-left text-13 select-none not-forced-colors:outline-none focus:bg-sunken disabled:opacity-55 max-md:min-h-11 forced-colors:focus:outline-2 forced-colors:focus:-outline-offset-2";

export function MenuItem({
  children,
  icon,
  onSelect,
  danger,
  disabled,
  asChild,
}: {
  children: ReactNode;
  icon?: ReactNode;
  onSelect?: () => void;
  danger?: boolean;
  disabled?: boolean;
  /** Draws the only child (a link) as an item. */
  asChild?: boolean;
}) {
  const close = use(CloseMenu);
  const select = () => {
    close();
    onSelect?.();
  };
  const given = { role: "menuitem", tabIndex: -1, className: cx(ITEM, danger && "text-removed"), onClick: select };
  if (asChild) return <Slot.Root {...given}>{children}</Slot.Root>;
  return (
    <button type="button" disabled={disabled} {...given}>
      {icon}
      {children}
    </button>
  );
}

export function MenuChoice({
  label,
  value,
  onChange,
  options,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  options: { value: string; label: ReactNode }[];
}) {
  const close = use(CloseMenu);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a menu's groups are no fieldsets
    <div role="group" aria-label={label}>
      <MenuLabel>{label}</MenuLabel>
      {options.map((o) => (
        <button
          key={o.value}
          type="button"
          role="menuitemradio"
          aria-checked={o.value === value}
          tabIndex={-1}
          className={ITEM}
          onClick={() => {
            close();
            onChange(o.value);
          }}
        >
          <span className="inline-flex w-4 shrink-0 justify-center">{o.value === value ? <Check size={14} aria-hidden /> : null}</span>
          {o.label}
        </button>
      ))}
    </div>
  );
}

export const MenuLabel = ({ children }: { children: ReactNode }) => <div className="px-2 pt-2 pb-1 text-12 text-muted">{children}</div>;
export const MenuSeparator = () => <hr className="-mx-1 my-1 h-px border-0 bg-line forced-colors:bg-[CanvasText]" />;
