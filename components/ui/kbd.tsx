import { cx } from "@/components/ui/class-names";

/** A key. Decoration beside a control that already has a name, hence hidden from screen readers unless `spoken`. */
export function Kbd({ children, tone = "plain", spoken }: { children: string; tone?: "plain" | "inherit"; spoken?: boolean }) {
  return (
    <kbd
      aria-hidden={spoken ? undefined : true}
      className={cx(
        "inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-sm border px-1 font-mono text-12 font-normal max-md:hidden",
        tone === "plain" ? "border-line bg-sunken text-muted" : "border-current/35",
        spoken && "max-md:inline-flex",
      )}
    >
      {children}
    </kbd>
  );
}
