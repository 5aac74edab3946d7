"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "@/components/ui/button";
import { cx } from "@/components/ui/class-names";
import { keepOpenForToasts } from "@/components/ui/toast";
import { useFocusReturn } from "@/components/ui/use-focus-return";

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** A sentence under the title: the consequence. */
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the primary one last. */
  footer?: ReactNode;
  /** Ctrl+Enter anywhere in the dialog. */
  onCtrlEnter?: (() => void) | undefined;
  /** The same, and Enter in a line of text: for what can be undone. */
  onEnter?: (() => void) | undefined;
  size?: "sm" | "md" | "lg";
};

const SIZES = { sm: "sm:max-w-[440px]", md: "sm:max-w-[600px]", lg: "sm:max-w-[860px]" };

/** A modal dialog; at 390 px a sheet that rises from the bottom. */
export function Dialog({ open, onOpenChange, title, description, children, footer, onCtrlEnter, onEnter, size = "md" }: DialogProps) {
  const focusReturn = useFocusReturn();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="appear fixed inset-0 z-40 bg-veil" />
        <Radix.Content
          {...focusReturn}
          onInteractOutside={keepOpenForToasts}
          onKeyDown={(event) => {
            const run = event.ctrlKey || event.metaKey ? (onCtrlEnter ?? onEnter) : isLine(event.target) ? onEnter : undefined;
            if (event.key !== "Enter" || event.nativeEvent.isComposing || !run) return;
            event.preventDefault();
            // A key that is still held from opening it has not read what it says.
            if (!event.repeat) run();
          }}
          {...(description ? {} : { "aria-describedby": undefined })}
          className={cx(
            "arrive fixed z-50 flex max-h-[88dvh] flex-col bg-surface shadow-float outline-none forced-colors:border",
            "inset-x-0 bottom-0 rounded-t sm:inset-x-4 sm:top-[8dvh] sm:bottom-auto sm:mx-auto sm:rounded",
            SIZES[size],
          )}
        >
          <header className="flex items-start gap-4 px-5 pt-5 pb-3">
            <div className="min-w-0 grow">
              <Radix.Title className="text-16 font-strong">{title}</Radix.Title>
              {description ? <Radix.Description className="mt-1 text-14 text-muted">{description}</Radix.Description> : null}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" icon={<X size={16} aria-hidden />} className="-mt-1 -mr-2" />
            </Radix.Close>
          </header>
          {children ? <div className="min-h-0 grow overflow-y-auto px-5 pt-1 pb-4">{children}</div> : null}
          {footer ? <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer> : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const isLine = (target: EventTarget) => target instanceof HTMLInputElement && !["checkbox", "radio", "file"].includes(target.type);
