"use client";

import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { DiffMethod, defaultLightThemeVariables } from "react-diff-viewer-continued";
import { LineViewer } from "@/components/diff/line-viewer";
import { cutToHunks, headOf, type LineWindow, sentenceLines } from "@/components/diff/line-window";
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
const VIRTUAL_HEIGHT = "60vh";

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
  const head = useMemo(() => (virtual ? headOf(text) : undefined), [virtual, text]);
  const key = `${id}:${split}`;
  const [stands, setStands] = useState<string>();
  useEffect(() => {
    const node = region.current;
    if (!node || !(onReady || virtual)) return;
    const look = () => {
      const all = node.querySelector("[data-all] tbody tr") !== null;
      if (all && virtual) setStands(key);
      if (all || node.querySelector("tbody tr")) onReady?.();
      return all;
    };
    if (look()) return;
    const observer = new MutationObserver(() => look() && observer.disconnect());
    observer.observe(node, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [key, virtual, onReady]);
  const viewer = {
    nonce,
    splitView: split,
    styles: STYLES,
    compareMethod: DiffMethod.WORDS_WITH_SPACE,
    showDiffOnly: false,
    hideLineNumbers: true,
    hideSummary: true,
  };
  const waits = head !== undefined && stands !== key;
  // The whole is begun once the head has been drawn: one task less before the first words are seen.
  const whole = useDeferredValue(true, false) || head === undefined;
  return (
    <section ref={region} aria-label={label} tabIndex={virtual ? undefined : 0} className="min-w-0">
      {text.above > 0 ? <Unchanged lines={text.above} /> : null}
      <div className="grid">
        {waits ? (
          // The first differences, while a worker compares the whole.
          <div className="min-w-0 overflow-hidden [grid-area:1/1]" style={{ height: VIRTUAL_HEIGHT }}>
            <LineViewer key={key} {...viewer} oldValue={head.before} newValue={head.after} disableWorker />
          </div>
        ) : null}
        {whole ? (
          <div data-all className={waits ? "invisible min-w-0 [grid-area:1/1]" : "min-w-0 [grid-area:1/1]"}>
            <LineViewer
              key={key}
              {...viewer}
              oldValue={text.before}
              newValue={text.after}
              linesOffset={text.above}
              // A worker for each comparison costs more than a small one takes; a long one would hold up every key that is pressed meanwhile.
              disableWorker={!virtual}
              {...(virtual ? { infiniteLoading: { pageSize: 20, containerHeight: VIRTUAL_HEIGHT } } : {})}
            />
          </div>
        ) : null}
      </div>
      {text.below > 0 ? <Unchanged lines={text.below} /> : null}
    </section>
  );
}

const Unchanged = ({ lines }: { lines: number }) => (
  <p className="bg-sunken px-3 py-0.5 text-12 text-muted">{lines === 1 ? "1 unchanged line" : `${lines} unchanged lines`}</p>
);
