"use client";

import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** A secret that exists in this moment only: selectable, copyable, and said so. */
export function ShownOnce({ label, value, children }: { label: string; value: string; children: ReactNode }) {
  return (
    <div className="space-y-3">
      <Field label={label}>
        <Input readOnly value={value} onFocus={(e) => e.currentTarget.select()} className="font-mono text-13" />
      </Field>
      <CopyButton text={value} label={`Copy the ${label.toLowerCase()}`} />
      <Alert tone="warn" title="It is shown this once">
        {children}
      </Alert>
    </div>
  );
}
