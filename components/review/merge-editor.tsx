"use client";

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { markdown } from "@codemirror/lang-markdown";
import { defaultHighlightStyle, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightSpecialChars, keymap } from "@codemirror/view";
import { useEffect, useEffectEvent, useRef } from "react";
import { hiddenLabel } from "@/components/diff/visible-text";
import { mergeEditorTheme } from "@/components/review/merge-editor-theme";
import { useNonce } from "@/components/shell/nonce";

export type MergeEditorProps = {
  /** Names the field for screen readers. */
  label: string;
  /** The id of what explains the field, such as what the checks found. */
  describedBy?: string;
  /** What the text is compared with while it is written; null: nothing. */
  original: string | null;
  /** The text at the start; the editor keeps its own from then on. */
  initial: string;
  onChange: (text: string) => void;
  onSave: () => void;
  onLeave: () => void;
};

/** Headings and emphasis by weight and slant; the style's own colours know nothing of our themes. */
const highlight = syntaxHighlighting(HighlightStyle.define(defaultHighlightStyle.specs.filter((spec) => spec.color === undefined)));

/** Beside what CodeMirror marks by itself: tag characters, fillers and private use planes, which a reader does not see and a model reads. */
const MORE_HIDDEN = /[\u115f\u1160\u180e\u2060-\u206f\u3164\uffa0\ue000-\uf8ff\u{e0000}-\u{e0fff}\u{f0000}-\u{10fffd}]/gu;
const hiddenAsBadges = highlightSpecialChars({
  addSpecialChars: MORE_HIDDEN,
  render: (code, description) => {
    const badge = document.createElement("span");
    badge.className = "cm-specialChar";
    badge.textContent = hiddenLabel(String.fromCodePoint(code));
    badge.setAttribute("aria-label", `hidden character ${description ?? badge.textContent}`);
    badge.setAttribute("role", "img");
    return badge;
  },
});

/** A key that was heard goes no further. */
function done(act: () => void): true {
  act();
  return true;
}

/** CodeMirror over one memory, what it replaces shown above each changed line. Tab leaves the field: nobody is trapped in it. */
export function MergeEditor({ label, describedBy, original, initial, onChange, onSave, onLeave }: MergeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const nonce = useNonce();
  const changed = useEffectEvent(onChange);
  const save = useEffectEvent(onSave);
  const leave = useEffectEvent(onLeave);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor is made once; what it was given at the start stays
  useEffect(() => {
    const parent = host.current;
    if (!parent) return;
    const extensions: Extension[] = [
      EditorView.cspNonce.of(nonce),
      // A file of another line ending keeps it.
      /\r\n/.test(initial) && !/[^\r]\n/.test(initial) ? EditorState.lineSeparator.of("\r\n") : [],
      history(),
      drawSelection(),
      hiddenAsBadges,
      markdown(),
      highlight,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({
        "aria-label": label,
        "aria-multiline": "true",
        spellcheck: "true",
        ...(describedBy ? { "aria-describedby": describedBy } : {}),
      }),
      keymap.of([
        { key: "Mod-Enter", preventDefault: true, stopPropagation: true, run: () => done(save) },
        { key: "Escape", preventDefault: true, stopPropagation: true, run: () => done(leave) },
        ...defaultKeymap,
        ...historyKeymap,
      ]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) changed(update.state.sliceDoc());
      }),
      mergeEditorTheme,
      original === null || original === ""
        ? []
        : unifiedMergeView({
            original,
            mergeControls: false,
            syntaxHighlightDeletions: false,
            collapseUnchanged: { margin: 3, minSize: 12 },
            diffConfig: { scanLimit: 2_000, timeout: 60 },
          }),
    ];
    const view = new EditorView({
      parent,
      state: EditorState.create({ doc: initial, selection: { anchor: initial.replace(/\r\n/g, "\n").trimEnd().length }, extensions }),
    });
    view.focus();
    return () => view.destroy();
  }, []);
  return <div ref={host} className="min-w-0" />;
}
