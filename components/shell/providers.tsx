"use client";

import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { LiveRegionProvider } from "@/components/shell/live-region";
import { NonceProvider } from "@/components/shell/nonce";
import { ToastProvider } from "@/components/ui/toast";

/** What every page stands in: the document's nonce, theme, toasts, the live region. */
export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  return (
    <NonceProvider nonce={nonce}>
      <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
        <ToastProvider>
          <LiveRegionProvider>{children}</LiveRegionProvider>
        </ToastProvider>
      </ThemeProvider>
    </NonceProvider>
  );
}
