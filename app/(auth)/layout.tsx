import type { ReactNode } from "react";
import { Mark } from "@/components/shell/mark";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main id="main" className="mx-auto flex min-h-dvh w-full max-w-[432px] flex-col justify-center px-6 py-12">
      <p className="mb-8 flex items-center gap-3 text-14 font-strong">
        <Mark size={28} />
        Reveille
      </p>
      {children}
    </main>
  );
}
