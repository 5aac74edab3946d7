import { CopyButton } from "@/components/ui/copy-button";

/** Code or a command with a button that copies it. Scrolls inside itself; focusable so that the keyboard can scroll it. */
export function CodeBlock({ code, label, copy = true }: { code: string; label: string; copy?: boolean }) {
  return (
    <figure className="overflow-hidden rounded border border-line bg-sunken">
      <figcaption className="flex h-9 items-center justify-between border-b border-line pr-1 pl-3 text-12 text-muted">
        {label}
        {copy ? <CopyButton text={code} /> : null}
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className="overflow-x-auto px-3 py-2.5 text-13 leading-5">
        <code>{code}</code>
      </pre>
    </figure>
  );
}
