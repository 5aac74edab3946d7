import { type Browser, chromium } from "@playwright/test";
import { signedIn } from "@/bench/lib/desk-page";
import { median, round, table } from "@/bench/lib/figures";
import { HOT_PATH, VERSIONS } from "@/bench/lib/large-store";
import { fillWorkspace, type Large } from "@/bench/lib/large-workspace";
import { type Opened, openPage, type Scrolled, scrollToEnd, watchOpening } from "@/bench/lib/page-opened";
import { findBrowser } from "@/lib/cli/launcher/browser.mjs";
import { prepareCheckout } from "@/lib/cli/launcher/prepare.mjs";
import { projectRoot as root } from "@/lib/cli/launcher/step.mjs";
import { startTestServer } from "@/lib/cli/launcher/test-server.mjs";
import { db } from "@/lib/db/client";
import { paths } from "@/lib/paths";

export const title = "Every kind of page of a large workspace: until it stands and answers, its weight, scrolling to its end";

const RUNS = 3;
const LIMIT_MS = 1_500;
const ARGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-dev-shm-usage"];

/** `own`: what only the page itself has, not its skeleton. `end`: what stands at the end of a list that loads as it is read. */
type Kind = { name: string; path: string; own: string; end?: string };

export function kindsOf({ storeId, agentId, longId, dreamId }: Pick<Large, "storeId" | "agentId" | "longId" | "dreamId">): Kind[] {
  return [
    { name: "inbox, 200 proposals", path: paths.inbox(), own: "main a[href^='/proposals/']" },
    { name: "stores, 100", path: paths.stores(), own: "main a[href^='/stores/sto_']" },
    { name: "store, 2,000 memories", path: paths.store(storeId), own: "main li a[href*='/memory?']" },
    { name: "memory, 334 revisions", path: paths.memory(storeId, HOT_PATH), own: "main details summary" },
    { name: "history, 1,000 versions", path: paths.history(storeId), own: "main ol li a[href*='/history/']" },
    { name: "version 500", path: paths.version(storeId, 500), own: "main li a[href*='/memory?']" },
    { name: "compare 1 with 1,000", path: paths.compare(storeId, 1, VERSIONS), own: "main [aria-label='Memories that differ'] summary" },
    { name: "compare 2 with 1,000", path: paths.compare(storeId, 2, VERSIONS), own: "main [aria-label='Memories that differ'] summary" },
    { name: "dreams, 500", path: paths.storeDreams(storeId), own: "main tbody a[href^='/dreams/']" },
    { name: "dream over 100 sessions", path: paths.dream(dreamId), own: "#considered" },
    { name: "policy and schedule", path: paths.storeSettings(storeId), own: "main form, main fieldset" },
    { name: "agents, 100", path: paths.agents(), own: "main a[href^='/agents/agt_']" },
    { name: "agent", path: paths.agent(agentId), own: "main tbody a[href^='/transcripts/']" },
    { name: "sessions, 5,000", path: paths.transcripts(), own: "main tbody a[href^='/transcripts/']" },
    { name: "sessions with a word", path: paths.transcripts({ q: "ba" }), own: "main tbody a[href^='/transcripts/']" },
    { name: "session, 10,000 events", path: paths.transcript(longId), own: "#event-0", end: "#event-9999" },
    { name: "session, at event 9,000", path: paths.transcript(longId, { seq: 9_000 }), own: "#event-9000" },
    {
      name: "session, quote in event 9,000",
      path: paths.transcript(longId, { seq: 9_000, quote: { start: 0, end: 12 } }),
      own: "#event-9000 mark",
    },
    { name: "search", path: paths.search({ q: "warehouse" }), own: "main a[href*='/memory?']" },
    { name: "audit, 20,000 rows", path: paths.audit(), own: "main details summary" },
    { name: "members, 51", path: paths.people(), own: "main tbody tr" },
    { name: "keys", path: paths.keys(), own: "main tbody tr" },
    { name: "settings", path: paths.settings(), own: "main h1:not(.sr-only)" },
    { name: "settings, Claude", path: paths.claude(), own: "main h1:not(.sr-only)" },
  ];
}

type Row = { page: string } & Opened & { scrolled: Scrolled };

/** Starts a server on this benchmark's database; REVEILLE_DIST_DIR names the build (`.next` unless told), made where it is stale. */
export async function run(say: (line: string) => void): Promise<unknown> {
  const distDir = process.env.REVEILLE_DIST_DIR || ".next";
  await prepareCheckout({ root, say, distDir });
  process.env.REVEILLE_SAMPLE = "0";
  const executablePath = await findBrowser({ root, given: process.env.CHROMIUM_PATH, say });
  const server = await startTestServer({ root, distDir, say: () => {} });
  const { REVEILLE_TEST_URL: base = "", REVEILLE_TEST_EMAIL: email = "", REVEILLE_TEST_PASSWORD: password = "" } = server.env;
  const browser = await chromium.launch({ executablePath, args: ARGS });
  try {
    const { workspaceId } = await db.membership.findFirstOrThrow({ where: { person: { email } } });
    const large = await fillWorkspace(workspaceId, say);
    return await measurePages(browser, { base, email, password }, kindsOf(large), say);
  } finally {
    await browser.close();
    await server.stop();
  }
}

type Door = { base: string; email: string; password: string };

export async function measurePages(browser: Browser, door: Door, kinds: readonly Kind[], say: (line: string) => void): Promise<Row[]> {
  const page = await signedIn(browser, door.base, door.email, door.password);
  await watchOpening(page);
  const rows: Row[] = [];
  for (const kind of kinds) {
    // The first one warms what a server has after its first day; it is not counted.
    await openPage(page, kind.path, kind.own);
    const runs: Opened[] = [];
    for (let i = 0; i < RUNS; i++) {
      runs.push(await openPage(page, kind.path, kind.own));
    }
    const of = (key: keyof Opened) => median(runs.map((one) => one[key]));
    const scrolled = await scrollToEnd(page, kind.end ?? null);
    rows.push({
      page: kind.name,
      ...{
        answer_ms: of("answer_ms"),
        words_ms: of("words_ms"),
        lcp_ms: of("lcp_ms"),
        ready_ms: of("ready_ms"),
        kb: of("kb"),
        nodes: of("nodes"),
      },
      longest_task_ms: of("longest_task_ms"),
      scrolled,
    });
    say(`${kind.name}: ${round(of("ready_ms"), 0)} ms`);
  }
  console.log(
    table(
      ["page", "answer", "words", "LCP", "ready", "kB", "nodes", "task", "scroll px", "s", "frames", "blank", "task"],
      rows.map((r) => [
        r.page,
        ...[r.answer_ms, r.words_ms, r.lcp_ms, r.ready_ms, r.kb, r.nodes, r.longest_task_ms, r.scrolled.height_px].map((n) => round(n, 0)),
        ...[round(r.scrolled.seconds, 1), r.scrolled.frames, r.scrolled.blank, round(r.scrolled.longest_task_ms, 0)],
      ]),
    ),
  );
  const late = rows.filter((r) => Math.max(r.ready_ms, r.words_ms) > LIMIT_MS);
  console.log(
    `Milliseconds from the address; limit ${LIMIT_MS}: ${late.length === 0 ? "kept by all" : `missed by ${late.map((r) => r.page).join(", ")}`}.`,
  );
  return rows;
}
