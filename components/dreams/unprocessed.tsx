import Link from "next/link";
import { UNPROCESSED_WORDS } from "@/components/dreams/dream-words";
import type { Dream } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

/** Sessions that the engine could not use, and why: none is left out without a word. */
export function Unprocessed({ sessions }: { sessions: Dream["unprocessed"] }) {
  return (
    <ul className="divide-y divide-line border-y border-line text-13">
      {sessions.map((s) => (
        <li key={s.transcript_id} className="py-2">
          <Link href={paths.transcript(s.transcript_id)} className="rounded-sm underline decoration-edge underline-offset-2 wrap-anywhere">
            {s.transcript_title ?? s.transcript_id}
          </Link>
          <p className="text-muted wrap-anywhere">{`${sentence(s.why)} ${UNPROCESSED_WORDS[s.reason]}.`}</p>
        </li>
      ))}
    </ul>
  );
}

const sentence = (why: string) => `${why.charAt(0).toUpperCase()}${why.slice(1).replace(/\.$/, "")}.`;
