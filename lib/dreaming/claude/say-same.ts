import { nearPairs } from "@/lib/dreaming/local/facts/near-pairs";

/**
 * Whether two statements are wordings of the same: by the rule that joins near duplicates, in which numbers, names and negations have to agree. Shared
 * words alone would take "the limit is 50 euros" for support of "the limit is 80 euros".
 */
export const saySame = (a: string, b: string): boolean => a === b || nearPairs([a, b]).length > 0;
