import type { Frontier } from "@agentlattice/core";

/** A log's head as it is locked: where the next entry goes. */
export interface Head {
  readonly orgId: string;
  readonly origin: string;
  readonly frontier: Frontier;
  readonly lastLeaf: Uint8Array;
  /** ms since the epoch; 0 for an empty log */
  readonly lastTs: number;
  readonly configVersion: number;
}
