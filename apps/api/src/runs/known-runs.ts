import { LRUCache } from "lru-cache";

const MAX_KNOWN = 10_000;

/** The facts of a run that never change. Ids are UUIDs. */
export interface KnownRun {
  /** The agent that started the run. */
  readonly agentId: string;
  /** The agents above it, from the root to its parent. */
  readonly ancestors: readonly string[];
  readonly environment: string;
  /** Keyed hash of the caller's session id. */
  readonly session: Uint8Array | null;
}

/** Cache of existing runs, by organisation and id. A run is never deleted before its organisation. */
export type KnownRuns = LRUCache<string, KnownRun>;

export function createKnownRuns(): KnownRuns {
  return new LRUCache({ max: MAX_KNOWN });
}
