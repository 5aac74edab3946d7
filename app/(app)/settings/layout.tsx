import type { ReactNode } from "react";
import { PageColumn } from "@/components/shell/app-shell";
import { TabLinks } from "@/components/ui/tabs";
import { paths } from "@/lib/paths";

const LINKS = [
  { href: paths.settings(), label: "Account", exact: true },
  { href: paths.people(), label: "People" },
  { href: paths.keys(), label: "Keys" },
  { href: paths.claude(), label: "Claude" },
  { href: paths.keyboard(), label: "Keyboard" },
];

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <PageColumn>
      <div className="pt-4">
        <TabLinks label="Settings" links={LINKS} />
      </div>
      {children}
    </PageColumn>
  );
}
