import { Fragment } from "react";

/** One line in which words between backticks are code; everything else stays as it is written. */
export function CodeWords({ children }: { children: string }) {
  return children.split(/(`[^`]+`)/).map((part, i) => {
    const key = `${i}`;
    return part.length > 2 && part.startsWith("`") ? <code key={key}>{part.slice(1, -1)}</code> : <Fragment key={key}>{part}</Fragment>;
  });
}
