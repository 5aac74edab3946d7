import { z } from "zod";

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
const sound = (s: string) => s.isWellFormed() && !CONTROL.test(s);

/** One line that a person wrote: trimmed, at least one character, no control characters. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((s) => sound(s) && !/[\r\n]/.test(s), "has control characters or is not valid Unicode");

/** Free text that a person wrote: may be empty, no control characters but tabs and line ends. */
export const prose = (max: number) => z.string().max(max).refine(sound, "has control characters or is not valid Unicode");
