import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "@/components/ui/class-names";

const TONES = {
  note: { icon: Info, look: "border-edge bg-sunken" },
  done: { icon: CircleCheck, look: "border-dawn-rule bg-dawn-ground" },
  warn: { icon: TriangleAlert, look: "border-dawn-rule bg-dawn-ground" },
  problem: { icon: CircleAlert, look: "border-removed-solid bg-removed-ground" },
  conflict: { icon: TriangleAlert, look: "border-conflict-rule bg-conflict-ground" },
};

/** What happened, what was kept, what to do. `problem` and `conflict` interrupt a screen reader. */
export function Alert({
  tone = "note",
  title,
  children,
  action,
}: {
  tone?: keyof typeof TONES;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  const { icon: Icon, look } = TONES[tone];
  return (
    <div
      role={tone === "problem" || tone === "conflict" ? "alert" : "status"}
      className={cx("flex flex-wrap items-start gap-x-2.5 gap-y-2 rounded border-l-4 px-3 py-2.5 text-13 sm:flex-nowrap", look)}
    >
      <Icon size={16} aria-hidden className="mt-0.5 shrink-0" />
      <div className="min-w-0 flex-1 basis-48">
        {title ? <p className="font-strong">{title}</p> : null}
        {children ? <div className={cx(title && "mt-0.5 text-muted")}>{children}</div> : null}
      </div>
      {action}
    </div>
  );
}
