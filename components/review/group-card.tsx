"use client";

import { type KeyboardEvent, useEffect, useRef } from "react";
import { ProseDiff } from "@/components/diff/prose-diff";
import { VisibleText } from "@/components/diff/visible-text";
import { consequence } from "@/components/review/consequence";
import { focusMember, membersOf } from "@/components/review/group-focus";
import type { Group } from "@/components/review/groups";
import { useKeyHint } from "@/components/review/key-choice";
import { supportSentence } from "@/components/review/words";
import { QuotedText } from "@/components/trust/external-text";
import { TrustBadge } from "@/components/trust/trust-badge";
import { Button } from "@/components/ui/button";
import { count } from "@/components/ui/labels";
import type { Change } from "@/lib/domain/views";

export type GroupCardProps = {
  group: Group;
  onAccept: () => void;
  onDrop: (id: string) => void;
  onShow: (id: string) => void;
  onClose: () => void;
};

/** A group before it is accepted: every member with its words and where they come from, none hidden; each can be taken out. */
export function GroupCard({ group, onAccept, onDrop, onShow, onClose }: GroupCardProps) {
  const list = useRef<HTMLUListElement>(null);
  const hintOf = useKeyHint();
  const n = group.members.length;
  const at = useRef(0);
  // On opening, and when the member that had the focus was taken out.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the members are what may take the focus away
  useEffect(() => {
    if (document.activeElement === document.body || !list.current?.dataset.seen) focusMember(list.current, at.current);
    if (list.current) list.current.dataset.seen = "yes";
  }, [group.members]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter" && (event.target as HTMLElement).hasAttribute("data-member")) onAccept();
    else return;
    event.preventDefault();
  };
  return (
    <section aria-labelledby="group-title" className="flex min-h-0 flex-col" onKeyDown={onKeyDown}>
      <header className="border-b border-line px-6 py-4 max-md:px-4">
        <p className="text-13 text-muted">{`${group.label}, low risk`}</p>
        <h2 id="group-title" className="text-20 leading-7 max-md:text-16">{`Read ${count(n, "change")}, then accept them together`}</h2>
        <p className="mt-1 max-w-[70ch] text-13 text-muted">
          Each is a new memory that no check holds back. Take out what you doubt: it stays in the queue and is decided by itself.
        </p>
      </header>
      <ul
        ref={list}
        aria-label="Changes of this group"
        onFocus={(e) => {
          at.current = membersOf(e.currentTarget).findIndex((m) => m.contains(e.target));
        }}
        className="relative min-h-0 grow divide-y divide-line lg:overflow-y-auto"
      >
        {group.members.map((c, i) => (
          <Member key={c.id} change={c} first={i === 0} hint={hintOf("drop")} onDrop={() => onDrop(c.id)} onShow={() => onShow(c.id)} />
        ))}
      </ul>
      <div
        data-dock
        className="z-20 flex flex-wrap items-center gap-2 border-t border-line bg-ground px-6 py-2.5 max-lg:sticky max-lg:bottom-0 max-md:px-3"
      >
        <Button variant="dawn" size="lg" className="max-md:grow lg:h-9" shortcut={hintOf("group")} onClick={onAccept}>
          {`Accept ${count(n, "change")}`}
        </Button>
        <Button size="lg" className="lg:h-9" shortcut="Esc" onClick={onClose}>
          One by one
        </Button>
      </div>
    </section>
  );
}

type MemberProps = { change: Change; first: boolean; hint: string | undefined; onDrop: () => void; onShow: () => void };

function Member({ change, first, hint, onDrop, onShow }: MemberProps) {
  const quote = change.evidence.find((e) => e.grounded);
  return (
    <li
      data-member={change.id}
      tabIndex={first ? 0 : -1}
      aria-label={consequence(change).title}
      className="px-6 py-3 focus-visible:-outline-offset-2 max-md:px-4"
    >
      <div className="flex items-start gap-x-4 gap-y-2 max-sm:flex-col">
        <div className="min-w-0 grow">
          <ProseDiff before={change.before} after={change.after} />
          <p className="mt-1.5 text-12 text-muted">
            <code className="break-all">{change.path}</code>
            {` · ${supportSentence(change.support)}`}
          </p>
          {quote ? (
            <div className="mt-1.5 text-13">
              <TrustBadge trust={quote.trust} />
              <QuotedText trust={quote.trust}>
                <VisibleText text={quote.quote} />
              </QuotedText>
            </div>
          ) : null}
        </div>
        <div className="flex shrink-0 gap-1 sm:flex-col sm:items-end">
          <Button size="sm" shortcut={hint} onClick={onDrop} aria-label={`Take out: ${consequence(change).title}`}>
            Take out
          </Button>
          <Button size="sm" variant="quiet" onClick={onShow} aria-label={`Look closer: ${consequence(change).title}`}>
            Look closer
          </Button>
        </div>
      </div>
    </li>
  );
}
