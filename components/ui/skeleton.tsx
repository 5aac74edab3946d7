import { cx } from "@/components/ui/class-names";

/** A placeholder of the size of what comes. */
export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden="true" className={cx("waiting block h-4 rounded-sm bg-sunken", className)} />
);

/** Says to a screen reader that something is on its way; the drawn placeholders say nothing. */
export const Loading = ({ what }: { what: string }) => <span className="sr-only">{`Loading ${what}.`}</span>;
