import { ProseDiff } from "@/components/diff/prose-diff";

/** One of the texts of a conflict, with what it changed against where both sides started. */
export function TextView({ title, text, against, none }: { title: string; text: string | null; against: string | null; none: string }) {
  return (
    <div className="min-w-0 rounded border border-line">
      <h3 className="border-b border-line px-3 py-2 text-13">{title}</h3>
      <div className="p-3 text-14 break-words">
        {text === null ? <p className="text-13 text-muted">{none}</p> : <ProseDiff before={against ?? text} after={text} />}
      </div>
    </div>
  );
}
