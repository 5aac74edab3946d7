import type { ReactNode } from "react";

/** Nothing here yet: what would be, and the next step with its real control in place. */
export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="max-w-[60ch] py-8">
      <p className="text-16 font-strong">{title}</p>
      {children ? <div className="mt-1 text-14 text-muted">{children}</div> : null}
      {action ? <div className="mt-4 flex flex-wrap items-center gap-2">{action}</div> : null}
    </div>
  );
}
