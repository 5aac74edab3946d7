import type { ComponentProps } from "react";
import { cx } from "@/components/ui/class-names";

const LOOK =
  "field-edge w-full px-2.5 text-14 text-ink placeholder:text-faint aria-invalid:border-removed-solid disabled:bg-sunken disabled:text-muted max-md:text-16";

export const Input = ({ className, ...rest }: ComponentProps<"input">) => (
  <input className={cx(LOOK, "h-8 max-md:h-11", className)} {...rest} />
);

export const Textarea = ({ className, ...rest }: ComponentProps<"textarea">) => (
  <textarea className={cx(LOOK, "min-h-16 resize-y py-1.5", className)} {...rest} />
);

export const Checkbox = ({ className, ...rest }: Omit<ComponentProps<"input">, "type">) => (
  <input type="checkbox" className={cx("size-4 shrink-0 accent-(--c-solid)", className)} {...rest} />
);
