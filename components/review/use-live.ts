"use client";

import { useEffect, useEffectEvent, useRef, useState } from "react";
import { isNews, type News, newsOf } from "@/components/review/live-news";
import { useAnnounce } from "@/components/shell/live-region";
import type { Proposal, ProposalStamp } from "@/lib/domain/views";

export type Live = { watch: (tell: (stamp: ProposalStamp) => void) => () => void; read: () => Promise<Proposal> };

/** One's own decision comes back as news before its answer does: it is given this long. */
const SETTLE_MS = 300;

type Own = {
  /** Who looks at the desk. */
  personId: string;
  /** Decisions of one's own are on their way: news waits for them. */
  sending: boolean;
  /** What the server last answered of the whole. */
  answered: ProposalStamp | undefined;
};

/** Keeps the desk as the server has it, and says what others did. */
export function useLive(
  proposal: Proposal,
  { personId, sending, answered }: Own,
  replace: (proposal: Proposal) => void,
  live: Live | undefined,
) {
  const [news, setNews] = useState<News>();
  const announce = useAnnounce();
  const stamp = useRef<ProposalStamp>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const reading = useRef(false);

  const look = useEffectEvent(async () => {
    const latest = stamp.current;
    if (!live || !latest || sending || reading.current || !isNews(proposal, latest)) return;
    reading.current = true;
    try {
      take(proposal, await live.read());
    } catch {
      // The next notice, or the next look of the stream, tries again.
    } finally {
      reading.current = false;
    }
  });
  const take = useEffectEvent((before: Proposal, after: Proposal) => {
    // Decided here while it was read: what was read is older.
    if (sending || proposal !== before) return later();
    const told = newsOf(before, after, personId);
    replace(after);
    if (!told) return;
    setNews(told);
    announce(told.text);
  });
  const later = useEffectEvent(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void look(), SETTLE_MS);
  });

  const watching = live !== undefined;
  useEffect(() => {
    if (!watching) return;
    const stop = startWatching();
    return () => {
      clearTimeout(timer.current);
      stop?.();
    };
  }, [watching]);
  const startWatching = useEffectEvent(() =>
    live?.watch((s) => {
      stamp.current = s;
      later();
    }),
  );
  useEffect(() => {
    if (!sending) later();
  }, [sending]);
  useEffect(() => {
    if (!answered) return;
    // The stream may know more already than when that was answered.
    if (!stamp.current || stamp.current.decisions <= answered.decisions) stamp.current = answered;
    later();
  }, [answered]);

  return { news, dismissNews: () => setNews(undefined) };
}
