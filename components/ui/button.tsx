import { Slot } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "@/components/ui/class-names";
import { Kbd } from "@/components/ui/kbd";

export type ButtonVariant = "primary" | "dawn" | "outline" | "quiet" | "danger";

const VARIANTS: Record<ButtonVariant, string> = {
  primary: "bg-solid text-on-solid hover:bg-solid/90 border border-transparent",
  /** For what makes something live: accept, apply. */
  dawn: "bg-dawn-solid text-on-dawn hover:bg-dawn-hover border border-transparent",
  outline: "border border-edge bg-surface text-ink hover:bg-sunken",
  quiet: "border border-transparent text-ink hover:bg-sunken",
  danger: "border border-transparent bg-removed-solid text-on-removed hover:opacity-90",
};
const SIZES = { sm: "h-7 px-2 text-13 gap-1.5", md: "h-8 px-3 text-13 gap-2", lg: "h-10 px-4 text-14 gap-2" };

export type ButtonProps = ComponentProps<"button"> & {
  variant?: ButtonVariant;
  size?: keyof typeof SIZES;
  icon?: ReactNode;
  /** The key that does the same, shown at the end. */
  shortcut?: string;
  /** Shown while the effect runs: the button stays where it is and cannot be pressed again. */
  pending?: boolean;
  /** Draws the only child (a link) as a button. */
  asChild?: boolean;
};

/** A button says its effect ("Apply 36 changes"), never "Submit". */
export function Button({
  variant = "outline",
  size = "md",
  icon,
  shortcut,
  pending,
  asChild,
  className,
  children,
  disabled,
  type = "button",
  ...rest
}: ButtonProps) {
  const look = cx(
    "inline-flex shrink-0 select-none items-center justify-center rounded whitespace-nowrap font-strong transition-colors",
    "disabled:opacity-55 aria-disabled:opacity-55 max-md:min-h-9",
    VARIANTS[variant],
    SIZES[size],
    className,
  );
  if (asChild) return <Slot.Root className={look}>{children}</Slot.Root>;
  return (
    <button
      type={type}
      className={look}
      disabled={disabled}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      {...rest}
      {...(pending ? { onClick: undefined, type: "button" as const } : {})}
    >
      {pending ? <Spinner /> : icon}
      {children}
      {shortcut ? (
        <Kbd tone={variant === "primary" || variant === "dawn" || variant === "danger" ? "inherit" : "plain"}>{shortcut}</Kbd>
      ) : null}
    </button>
  );
}

export type IconButtonProps = Omit<ComponentProps<"button">, "children"> & { label: string; icon: ReactNode };

/** An icon with a name for those who do not see it. */
export function IconButton({ label, icon, className, type = "button", ...rest }: IconButtonProps) {
  return (
    <button
      type={type}
      aria-label={label}
      className={cx(
        "inline-flex size-8 shrink-0 items-center justify-center rounded text-muted transition-colors hover:bg-sunken hover:text-ink disabled:opacity-55 max-md:size-10",
        className,
      )}
      {...rest}
    >
      {icon}
    </button>
  );
}

function Spinner() {
  return (
    <svg viewBox="0 0 16 16" className="size-4 animate-spin" aria-hidden="true">
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeOpacity="0.3" strokeWidth="2" />
      <path d="M14 8a6 6 0 0 0-6-6" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
