import type { ComponentProps, ReactNode } from "react";
import { cx } from "@/components/ui/class-names";

const LOOK =
  "field-edge w-full px-2.5 text-14 text-ink placeholder:text-faint aria-invalid:border-removed-solid disabled:bg-sunken disabled:text-muted max-md:text-16";

export const Input = ({ className, ...rest }: ComponentProps<"input">) => (
  <input className={cx(LOOK, "h-8 max-md:h-11", className)} {...rest} />
);

export const Textarea = ({ className, ...rest }: ComponentProps<"textarea">) => (
  <textarea className={cx(LOOK, "min-h-16 resize-y py-1.5", className)} {...rest} />
);

/** A box with its words, as one target. */
export const Checkbox = ({ label, className, ...rest }: Omit<ComponentProps<"input">, "type"> & { label: ReactNode }) => (
  <label className={cx("flex min-h-7 items-center gap-2 text-13", className)}>
    <input type="checkbox" className="size-4 shrink-0 accent-(--c-solid)" {...rest} />
    {label}
  </label>
);
