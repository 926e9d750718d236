import { LRUCache } from "lru-cache";

const MAX_KNOWN = 10_000;

/** Cache of existing runs, by organisation, root agent, environment and id. A run is never deleted before its organisation. */
export type KnownRuns = LRUCache<string, true>;

export function createKnownRuns(): KnownRuns {
  return new LRUCache({ max: MAX_KNOWN });
}
