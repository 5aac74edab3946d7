import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({
  extend: {
    classGroups: {
      "font-size": [{ text: ["12", "13", "14", "16", "20", "24", "32"] }],
      "font-weight": [{ font: ["normal", "strong"] }],
    },
  },
});

/** Joins class names; of two that set the same property the later wins, so that a caller's `className` can override. */
export const cx = (...classes: ClassValue[]) => merge(clsx(classes));
