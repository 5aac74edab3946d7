"use client";

import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { useNonce } from "@/components/shell/nonce";
import { cx } from "@/components/ui/class-names";

export type SelectOption = { value: string; label: ReactNode; hint?: ReactNode; disabled?: boolean };

export type SelectProps = {
  /** Read by screen readers; a visible label may stand beside it. */
  label: string;
  value?: string;
  defaultValue?: string;
  onChange?: (value: string) => void;
  options: SelectOption[];
  placeholder?: string;
  name?: string;
  id?: string;
  disabled?: boolean;
  className?: string;
};

export function Select({ label, value, defaultValue, onChange, options, placeholder, name, id, disabled, className }: SelectProps) {
  const nonce = useNonce();
  return (
    <Radix.Root value={value} defaultValue={defaultValue} onValueChange={onChange} name={name} disabled={disabled}>
      <Radix.Trigger
        id={id}
        aria-label={label}
        className={cx(
          "field-edge inline-flex h-8 items-center justify-between gap-2 px-2.5 text-left text-13 hover:bg-sunken max-md:h-11",
          className,
        )}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <Radix.Icon>
          <ChevronDown size={14} aria-hidden className="text-muted" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="appear z-50 max-h-80 min-w-(--radix-select-trigger-width) rounded bg-surface shadow-float"
        >
          <Radix.Viewport nonce={nonce} className="p-1">
            {options.map((o) => (
              <Radix.Item
                key={o.value}
                value={o.value}
                disabled={o.disabled}
                className="flex min-h-8 cursor-pointer items-center gap-2 rounded-sm py-1 pr-3 pl-7 text-13 outline-none select-none data-disabled:opacity-55 data-highlighted:bg-sunken"
              >
                <Radix.ItemIndicator className="absolute left-2">
                  <Check size={14} aria-hidden />
                </Radix.ItemIndicator>
                <Radix.ItemText>{o.label}</Radix.ItemText>
                {o.hint ? <span className="ml-auto text-12 text-muted">{o.hint}</span> : null}
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
