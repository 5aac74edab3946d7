"use client";

import { cloneElement, type ReactElement, type ReactNode, useId } from "react";

type Control = ReactElement<{ id?: string; "aria-describedby"?: string; "aria-invalid"?: boolean }>;

/** A label above one control, with what it takes and what is wrong tied to it. */
export function Field({ label, hint, error, children }: { label: ReactNode; hint?: ReactNode; error?: ReactNode; children: Control }) {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ") || undefined;
  return (
    <div className="space-y-1">
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="text-13 font-strong">
          {label}
        </label>
        {hint ? (
          <span id={`${id}-hint`} className="text-12 text-muted">
            {hint}
          </span>
        ) : null}
      </div>
      {cloneElement(children, { id, "aria-describedby": described, "aria-invalid": error ? true : undefined })}
      {error ? (
        <p id={`${id}-error`} className="text-13 text-removed">
          {error}
        </p>
      ) : null}
    </div>
  );
}
