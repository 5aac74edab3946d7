/** Every URL of the pages, in one place: a path that is built elsewhere is a path that nobody finds when it moves. */
const q = (params: Record<string, string | number | undefined>) => {
  const given = Object.entries(params).filter((e): e is [string, string | number] => e[1] !== undefined && e[1] !== "");
  return given.length === 0 ? "" : `?${new URLSearchParams(given.map(([k, v]) => [k, String(v)]))}`;
};

/** From here on an address says the event to the server too, which a fragment alone does not. */
const FAR_EVENT = 100;

export const paths = {
  inbox: (after?: string) => `/${q({ after })}`,
  proposal: (id: string, change?: string) => `/proposals/${id}${q({ change })}`,
  stores: () => "/stores",
  store: (id: string) => `/stores/${id}`,
  /** `before`: its history goes on with texts from before this version. */
  memory: (storeId: string, path: string, version?: number, before?: number) => `/stores/${storeId}/memory${q({ path, version, before })}`,
  history: (storeId: string) => `/stores/${storeId}/history`,
  version: (storeId: string, number: number) => `/stores/${storeId}/history/${number}`,
  compare: (storeId: string, from?: number, to?: number) => `/stores/${storeId}/compare${q({ from, to })}`,
  storeDreams: (storeId: string) => `/stores/${storeId}/dreams`,
  storeSettings: (storeId: string) => `/stores/${storeId}/settings`,
  storeEngine: (id: string) => `/stores/${id}/settings#engine`,
  dream: (id: string) => `/dreams/${id}`,
  agents: () => "/agents",
  agent: (id: string) => `/agents/${id}`,
  upload: (agentId: string) => `/agents/${agentId}/upload`,
  connect: (agentId: string) => `/agents/${agentId}/connect`,
  transcripts: (filter: { agent?: string; outcome?: string; q?: string } = {}) => `/transcripts${q(filter)}`,
  /**
   * With `seq` the page goes to that event, and begins shortly before it where a page of the session would not reach that far; with `quote`, a range of
   * UTF-16 units in the event's text, it marks those words.
   */
  transcript: (id: string, at?: { revision?: number; seq?: number; quote?: { start: number; end: number } }) => {
    const quote = at?.quote ? `${at.seq ?? 0}.${at.quote.start}-${at.quote.end}` : undefined;
    const event = !quote && at?.seq !== undefined && at.seq >= FAR_EVENT ? at.seq : undefined;
    return `/transcripts/${id}${q({ revision: at?.revision, event, quote })}${at?.seq === undefined ? "" : `#event-${at.seq}`}`;
  },
  search: (asked: { q?: string | undefined; memories?: string | undefined; sessions?: string | undefined } = {}) => `/search${q(asked)}`,
  audit: () => "/audit",
  settings: () => "/settings",
  people: () => "/settings/people",
  keys: () => "/settings/keys",
  claude: () => "/settings/claude",
  keyboard: () => "/settings/keyboard",
  signIn: () => "/sign-in",
  welcome: () => "/welcome",
  apiDocs: () => "/docs/api",
};

/** What `?quote=` of a transcript's address says; null when it says nothing that makes sense. */
export function parseQuote(value: string | undefined): { seq: number; start: number; end: number } | null {
  const m = /^(\d{1,9})\.(\d{1,9})-(\d{1,9})$/.exec(value ?? "");
  return m ? { seq: Number(m[1]), start: Number(m[2]), end: Number(m[3]) } : null;
}
