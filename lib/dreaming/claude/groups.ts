import type { BaseMemory } from "@/lib/domain/dream";
import { comparePaths } from "@/lib/domain/memory";
import { isStopWord, stem, words } from "@/lib/domain/text/words";
import type { Candidate } from "@/lib/dreaming/claude/candidates";

/** Candidates of one request: an answer is as long as what it speaks of, and its length is the time it takes; but each request repeats the prompt. */
export const SHARD_CANDIDATES = { least: 64, most: 80 } as const;
/** A word that more candidates have than this joins nothing: it would join all. */
const MAX_SHARED = 40;
/** Cosine of two statements, by their rarer words, from which they may be about one thing. */
const MIN_ALIKE = 0.3;
const MIN_CONCERNS = 0.22;
const MEMORIES_EACH = 3;

/** Candidates that belong together, and the memories that they concern. */
export type Shard = { candidates: Candidate[]; memories: BaseMemory[] };

type Vector = Map<string, number>;

const stemsOf = (text: string) =>
  new Set(
    words(text)
      // "8 pm" and "room 8" are not about one thing.
      .filter((w) => !isStopWord(w.text) && !/^\d+$/.test(w.text))
      .map((w) => stem(w.text)),
  );

/**
 * Puts candidates that may be about one thing into one request, with the memories that they may concern, so that only those are sent. Compared are
 * their words, the rarer ones weighing more; which of them really are about one thing is for the model to say. Linear in what shares words. So many
 * requests as are sent at once, within the bounds of their size.
 */
export function shardsOf(candidates: readonly Candidate[], memories: readonly BaseMemory[], atOnce: number): Shard[] {
  const size = Math.min(SHARD_CANDIDATES.most, Math.max(SHARD_CANDIDATES.least, Math.ceil(candidates.length / atOnce)));
  const texts = [
    ...candidates.map((c) => stemsOf(c.statement)),
    ...memories.map((m) => stemsOf(`${m.path.replace(/[/_.-]+/g, " ")} ${m.content}`)),
  ];
  const vectors = weighted(texts);
  const own = vectors.slice(0, candidates.length);
  const byStem = new Map<string, number[]>();
  own.forEach((vector, i) => {
    for (const s of vector.keys()) push(byStem, s, i);
  });
  const links: Link[] = [];
  own.forEach((vector, i) => {
    for (const [j, alike] of alikeTo(vector, own, byStem, i)) if (alike >= MIN_ALIKE) links.push([i, j, alike]);
  });
  const pieces = joined([...candidates.keys()], links, MIN_ALIKE).flatMap((group) => fitting(group, links, MIN_ALIKE, size));
  const concerned = concernedMemories(own, vectors.slice(candidates.length));
  return packed(pieces, size).map((shard) => {
    const near = new Set(shard.flatMap((i) => concerned[i] ?? []));
    return {
      candidates: shard.sort((a, b) => a - b).flatMap((i) => candidates[i] ?? []),
      memories: [...near].flatMap((m) => memories[m] ?? []).sort((a, b) => comparePaths(a.path, b.path)),
    };
  });
}

/** Two candidates and how alike they are. */
type Link = [number, number, number];

/** Members that hang together by links of at least `min`. */
function joined(members: readonly number[], links: readonly Link[], min: number): number[][] {
  const parent = new Map(members.map((i) => [i, i]));
  const root = (i: number): number => {
    let at = i;
    while (parent.get(at) !== at) at = parent.get(at) ?? at;
    return at;
  };
  for (const [i, j, alike] of links) {
    if (alike < min || !parent.has(i) || !parent.has(j)) continue;
    const [a, b] = [root(i), root(j)];
    parent.set(Math.max(a, b), Math.min(a, b));
  }
  const groups = new Map<number, number[]>();
  for (const i of members) push(groups, root(i), i);
  return [...groups.values()];
}

/** A group that is too large for one request, in parts that fit: what is most alike stays together. */
function fitting(group: number[], links: readonly Link[], min: number, size: number): number[][] {
  if (group.length <= size) return [group];
  const closer = min + 0.1;
  if (closer >= 1) return chunked(group, size);
  return packed(
    joined(group, links, closer).flatMap((g) => fitting(g, links, closer, size)),
    size,
  );
}

/** Puts pieces together, the largest first, each where it still fits. */
function packed(pieces: readonly number[][], size: number): number[][] {
  const packs: number[][] = [];
  for (const piece of [...pieces].sort((a, b) => b.length - a.length)) {
    const open = packs.find((p) => p.length + piece.length <= size);
    if (open) open.push(...piece);
    else packs.push([...piece]);
  }
  return packs;
}

function chunked(group: number[], size: number): number[][] {
  const chunks: number[][] = [];
  for (let i = 0; i < group.length; i += size) chunks.push(group.slice(i, i + size));
  return chunks;
}

/** Unit vectors: each stem weighs the logarithm of how rare it is. */
function weighted(texts: readonly ReadonlySet<string>[]): Vector[] {
  const df = new Map<string, number>();
  for (const text of texts) for (const s of text) df.set(s, (df.get(s) ?? 0) + 1);
  return texts.map((text) => {
    const vector: Vector = new Map();
    for (const s of text) vector.set(s, Math.log(1 + texts.length / (df.get(s) ?? 1)));
    const length = Math.sqrt([...vector.values()].reduce((sum, w) => sum + w * w, 0)) || 1;
    for (const [s, w] of vector) vector.set(s, w / length);
    return vector;
  });
}

function* alikeTo(
  vector: Vector,
  all: readonly Vector[],
  byStem: ReadonlyMap<string, number[]>,
  self: number,
): Generator<[number, number]> {
  const scores = new Map<number, number>();
  for (const [s, weight] of vector) {
    const sharing = byStem.get(s) ?? [];
    if (sharing.length > MAX_SHARED) continue;
    for (const j of sharing) if (j > self) scores.set(j, (scores.get(j) ?? 0) + weight * (all[j]?.get(s) ?? 0));
  }
  yield* scores;
}

/** For each candidate the memories whose words are the likest to its own, by how much of the candidate they cover. */
function concernedMemories(own: readonly Vector[], memories: readonly Vector[]): number[][] {
  const byStem = new Map<string, number[]>();
  memories.forEach((vector, i) => {
    for (const s of vector.keys()) push(byStem, s, i);
  });
  return own.map((vector) => {
    const scores = new Map<number, number>();
    for (const [s, weight] of vector) for (const m of byStem.get(s) ?? []) scores.set(m, (scores.get(m) ?? 0) + weight * weight);
    return [...scores]
      .filter(([, score]) => score >= MIN_CONCERNS)
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, MEMORIES_EACH)
      .map(([m]) => m);
  });
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
