"use client";

import { useEffect, useMemo, useRef } from "react";
import Viewer, { DiffMethod, defaultLightThemeVariables } from "react-diff-viewer-continued";
import { cutToHunks, type LineWindow, sentenceLines } from "@/components/diff/line-window";
import { useNonce } from "@/components/shell/nonce";

const variables = Object.fromEntries(Object.keys(defaultLightThemeVariables).map((k) => [k, `var(--diff-${k})`]));
// A constant: its identity is what the viewer memoises its stylesheet by. Colours are variables, so a change of theme draws nothing anew.
const STYLES = {
  variables: { light: variables, dark: variables },
  diffContainer: { minWidth: "unset" },
  gutter: { minWidth: "36px", width: "36px", padding: "0 8px", "& pre": { opacity: 1 } },
  lineNumber: { fontSize: 12, lineHeight: "26px" },
  marker: { width: "22px", paddingLeft: "6px", paddingRight: "4px", "& pre": { lineHeight: "26px" } },
  contentText: { lineBreak: "auto", overflowWrap: "anywhere", fontFamily: "var(--font-serif)", fontSize: 16, lineHeight: "26px" },
  wordAdded: { textDecoration: "underline", textDecorationThickness: "2px", textUnderlineOffset: "3px", borderRadius: "2px" },
  wordRemoved: { textDecoration: "line-through", textDecorationThickness: "1.5px", borderRadius: "2px" },
} as const;

/** One click inside a long table runs a quadratic handler of the viewer; from here on it draws only what is in sight. */
const VIRTUAL_FROM_ROWS = 300;

export type ChangeDiffProps = {
  /** Of the change and its revision: a new id mounts a new viewer, because the viewer keeps every text it was given. */
  id: string;
  before: string;
  after: string;
  split: boolean;
  /** Names the region for screen readers. */
  label: string;
  /** Called once the rows stand. */
  onReady?: () => void;
};

export function ChangeDiff({ id, before, after, split, label, onReady }: ChangeDiffProps) {
  const nonce = useNonce();
  const region = useRef<HTMLElement>(null);
  const text: LineWindow = useMemo(() => cutToHunks(sentenceLines(before), sentenceLines(after)), [before, after]);
  const virtual = text.rows > VIRTUAL_FROM_ROWS;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new id is a new viewer, whose rows have to be waited for again
  useEffect(() => {
    const node = region.current;
    if (!node || !onReady) return;
    const stands = () => node.querySelector("tbody tr") !== null;
    if (stands()) return onReady();
    const observer = new MutationObserver(() => {
      if (!stands()) return;
      observer.disconnect();
      onReady();
    });
    observer.observe(node, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [id, split, onReady]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what may scroll must be reachable by keyboard
    <section ref={region} aria-label={label} tabIndex={0} className="min-w-0">
      {text.above > 0 ? <Unchanged lines={text.above} /> : null}
      <Viewer
        key={`${id}:${split}`}
        nonce={nonce}
        oldValue={text.before}
        newValue={text.after}
        linesOffset={text.above}
        splitView={split}
        styles={STYLES}
        compareMethod={DiffMethod.WORDS_WITH_SPACE}
        showDiffOnly={false}
        hideLineNumbers
        hideSummary
        // A worker for each comparison costs more than a small one takes; a long one would hold up every key that is pressed meanwhile.
        disableWorker={!virtual}
        infiniteLoading={virtual ? { pageSize: 20, containerHeight: "60vh" } : undefined}
      />
      {text.below > 0 ? <Unchanged lines={text.below} /> : null}
    </section>
  );
}

const Unchanged = ({ lines }: { lines: number }) => (
  <p className="bg-sunken px-3 py-0.5 text-12 text-muted">{lines === 1 ? "1 unchanged line" : `${lines} unchanged lines`}</p>
);
