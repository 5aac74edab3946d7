import type { ReactNode } from "react";
import { Mark } from "@/components/shell/mark";

/** The page around a form that stands alone: the mark, one sentence, the form. */
export function AuthFrame({ title, children, note }: { title: string; children: ReactNode; note?: ReactNode }) {
  return (
    <main id="main" className="mx-auto flex min-h-dvh w-full max-w-[392px] flex-col justify-center px-6 py-12">
      <p className="mb-8 flex items-center gap-2.5 text-16 font-strong">
        <Mark size={28} />
        Reveille
      </p>
      <h1 className="text-24 tracking-[-0.012em]">{title}</h1>
      {note ? <div className="mt-2 text-14 text-muted">{note}</div> : null}
      <div className="mt-6">{children}</div>
    </main>
  );
}
