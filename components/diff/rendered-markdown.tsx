"use client";

import { useState } from "react";
import Markdown, { type Components } from "react-markdown";
import rehypeSanitize, { defaultSchema } from "rehype-sanitize";
import remarkGfm from "remark-gfm";
import { nestedHeadings } from "@/components/diff/nested-headings";
import { spellHidden } from "@/components/diff/visible-text";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

/** By the level of the page's own heading above the text, so that the memory's headings come below it and none is left out. */
const PLUGINS = { 1: [remarkGfm, nestedHeadings(1)], 2: [remarkGfm, nestedHeadings(2)] };
/** What a memory may draw. No address but these, no class, no id: a memory is written by whoever talked to an agent. */
const SCHEMA = {
  ...defaultSchema,
  attributes: { a: ["href"], img: ["alt", "src"], input: ["checked", "disabled", "type"], ol: ["start"], td: ["align"], th: ["align"] },
  protocols: { href: ["http", "https", "mailto"], src: ["http", "https"] },
};

/**
 * A memory's Markdown drawn as a reader would see it. Markup in it stays text, pictures are named and not fetched, and a link says where it leads before
 * it is followed.
 */
export function RenderedMarkdown({ text, label, below }: { text: string; label: string; below: 1 | 2 }) {
  const [asked, setAsked] = useState<string>();
  const components: Components = {
    a: ({ href, children }) =>
      href ? (
        <button
          type="button"
          onClick={() => setAsked(href)}
          title={href}
          className="rounded-sm text-left underline decoration-edge underline-offset-2 hover:decoration-ink"
        >
          {children}
        </button>
      ) : (
        <span>{children}</span>
      ),
    img: ({ alt, src }) => (
      <span className="rounded-sm border border-line bg-sunken px-1 font-sans text-13 text-muted">
        {`Picture, not fetched: ${alt || "no description"}${typeof src === "string" && src ? ` (${src})` : ""}`}
      </span>
    ),
    input: ({ checked }) => <span>{checked ? "☑ " : "☐ "}</span>,
    table: ({ children }) => <table className="border-collapse">{children}</table>,
  };
  return (
    <section aria-label={label} lang="und" className="rendered">
      <Markdown remarkPlugins={PLUGINS[below]} rehypePlugins={[[rehypeSanitize, SCHEMA]]} components={components}>
        {spellHidden(text)}
      </Markdown>
      <Dialog
        open={asked !== undefined}
        onOpenChange={(open) => !open && setAsked(undefined)}
        title="Leave for another site?"
        description="This address stands in the memory. Nobody has checked it."
        size="sm"
        footer={
          <>
            <Button onClick={() => setAsked(undefined)}>Stay here</Button>
            <Button asChild variant="primary">
              <a href={asked} target="_blank" rel="noopener noreferrer nofollow ugc" onClick={() => setAsked(undefined)}>
                Open it in a new tab
              </a>
            </Button>
          </>
        }
      >
        <code className="text-13 wrap-anywhere">{asked}</code>
      </Dialog>
    </section>
  );
}
