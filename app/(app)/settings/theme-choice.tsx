"use client";

import { useTheme } from "next-themes";
import { useSyncExternalStore } from "react";
import { SegmentedControl } from "@/components/ui/segmented-control";

const OPTIONS = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;
type Theme = (typeof OPTIONS)[number]["value"];

const never = () => () => undefined;

/** The choice is kept by this browser; the server does not know it, so nothing is marked until the page runs. */
export function ThemeChoice() {
  const { theme, setTheme } = useTheme();
  const running = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const chosen = running && OPTIONS.some((o) => o.value === theme) ? (theme as Theme) : "system";
  return <SegmentedControl label="Theme" value={chosen} onChange={setTheme} options={[...OPTIONS]} />;
}
