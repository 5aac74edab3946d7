import { Fragment } from "react";
import type { TypePart } from "@/components/docs/schema-fields";
import { CodeWords } from "@/components/ui/code-words";

const LINK = "rounded-sm underline decoration-edge underline-offset-2 hover:decoration-ink";

/** Sentences of the API's document: `code` and [links](#place) in them, nothing else. */
export function Words({ children }: { children: string }) {
  return children.split(/(\[[^\]]+\]\(#\w+\))/).map((part, i) => {
    const link = /^\[([^\]]+)\]\((#\w+)\)$/.exec(part);
    const key = `${i}`;
    if (link)
      return (
        <a key={key} href={link[2] ?? ""} className={LINK}>
          {link[1]}
        </a>
      );
    return <CodeWords key={key}>{part}</CodeWords>;
  });
}

export const objectId = (name: string) => `object-${name}`;

/** A type in words; objects that are described elsewhere are links. */
export function TypeWords({ type }: { type: TypePart[] }) {
  return type.map((part, i) => {
    const key = `${i}`;
    if ("object" in part)
      return (
        <a key={key} href={`#${objectId(part.object)}`} className={LINK}>
          {part.object}
        </a>
      );
    if ("code" in part) return <code key={key}>{part.code}</code>;
    return <Fragment key={key}>{part.text}</Fragment>;
  });
}
