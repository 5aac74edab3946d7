import type { ReactNode } from "react";
import { PaletteProvider } from "@/components/palette/palette-provider";
import { MobileBar } from "@/components/shell/mobile-bar";
import { Rail } from "@/components/shell/rail";

export type ShellPerson = { name: string; email: string; role: string };
export type ShellWorkspace = { id: string; name: string };

export type AppShellProps = {
  person: ShellPerson;
  workspaces: ShellWorkspace[];
  /** Id of the workspace that is open. */
  workspaceId: string;
  /** Proposals waiting, shown beside "Inbox". */
  waiting?: number;
  onSwitchWorkspace: (workspaceId: string) => Promise<void>;
  onSignOut: () => Promise<void>;
  children: ReactNode;
};

/** The frame of every signed-in page: skip link, rail (a bar with a drawer below 768 px), the page in `<main>`. */
export function AppShell({ children, ...shell }: AppShellProps) {
  return (
    <PaletteProvider>
      <a
        href="#main"
        className="fixed top-2 left-2 z-60 -translate-y-16 rounded bg-solid px-3 py-2 text-13 font-strong text-on-solid focus:translate-y-0"
      >
        Skip to the page
      </a>
      <Rail {...shell} />
      <MobileBar {...shell} />
      <main id="main" tabIndex={-1} className="min-h-dvh outline-none md:pl-(--rail) print:pl-0">
        {children}
      </main>
    </PaletteProvider>
  );
}

/** The column of an ordinary page; the review desk uses the whole width instead. */
export function PageColumn({ children, width = "md" }: { children: ReactNode; width?: "sm" | "md" | "lg" }) {
  const max = { sm: "max-w-[720px]", md: "max-w-[1040px]", lg: "max-w-[1320px]" }[width];
  return <div className={`mx-auto px-4 pb-16 sm:px-8 ${max}`}>{children}</div>;
}
