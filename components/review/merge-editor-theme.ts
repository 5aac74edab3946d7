import { EditorView } from "@codemirror/view";

// Every colour is one of our variables, so light, dark and a change of theme need nothing of the editor.
export const mergeEditorTheme = EditorView.theme({
  "&": {
    border: "1px solid var(--c-edge)",
    borderRadius: "6px",
    backgroundColor: "var(--c-surface)",
    color: "var(--c-ink)",
  },
  // Two classes: the editor's own outline is set with as many.
  "&.cm-editor.cm-focused": { outline: "2px solid var(--c-focus)", outlineOffset: "2px" },
  ".cm-scroller": {
    fontFamily: "var(--font-serif)",
    fontSize: "16px",
    lineHeight: "26px",
    maxHeight: "min(46dvh, 520px)",
    minHeight: "132px",
    overflow: "auto",
  },
  ".cm-content": { padding: "10px 0", caretColor: "var(--c-ink)", overflowWrap: "anywhere" },
  ".cm-line": { padding: "0 16px 0 12px" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--c-ink)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "light-dark(oklch(0.87 0.06 275), oklch(0.42 0.1 275))",
  },
  ".cm-gutters": { backgroundColor: "transparent", border: "none" },
  ".cm-changeGutter": { width: "4px", paddingLeft: "0" },
  "&.cm-merge-b .cm-changedLine, & .cm-inlineChangedLine, &.cm-merge-b .cm-insertedLine": { backgroundColor: "var(--c-added-ground)" },
  "&.cm-merge-b .cm-changedText": {
    background: "var(--c-added-word)",
    textDecoration: "underline 2px",
    textUnderlineOffset: "3px",
    borderRadius: "2px",
  },
  "&.cm-merge-b .cm-changedLineGutter": { background: "var(--c-added)" },
  "& .cm-deletedLineGutter": { background: "var(--c-removed)" },
  "& .cm-deletedChunk": { backgroundColor: "var(--c-removed-ground)", padding: "0 16px 0 12px" },
  // Our own `ins` and `del` mark words; here the lines are marked, and the words in them.
  "& .cm-deletedChunk del, & ins.cm-insertedLine": { background: "transparent", textDecoration: "none", padding: "0" },
  "& .cm-deletedChunk .cm-deletedText": {
    background: "var(--c-removed-word)",
    textDecoration: "line-through 1.5px",
    borderRadius: "2px",
  },
  "&.cm-merge-b .cm-deletedText": { background: "var(--c-removed-word)" },
  "& .cm-collapsedLines": {
    fontFamily: "var(--font-sans)",
    fontSize: "12px",
    lineHeight: "16px",
    color: "var(--c-muted)",
    background: "var(--c-sunken)",
  },
  ".cm-specialChar": {
    margin: "0 2px",
    padding: "0 4px",
    border: "1px solid var(--c-conflict-rule)",
    borderRadius: "4px",
    background: "var(--c-conflict-ground)",
    color: "var(--c-conflict)",
    fontFamily: "var(--font-mono)",
    fontSize: "12px",
  },
});
