import type { Frontier } from "@agentlattice/core";

/** The locked head of a log, to which the next entry is appended. */
export interface Head {
  readonly orgId: string;
  readonly origin: string;
  readonly frontier: Frontier;
  readonly lastLeaf: Uint8Array;
  /** Milliseconds since the epoch; 0 for an empty log. */
  readonly lastTs: number;
  readonly configVersion: number;
}
