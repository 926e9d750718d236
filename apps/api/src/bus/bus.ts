/**
 * A hint between processes: opaque ids, never authoritative. A lost hint costs latency, never correctness; a forged one
 * makes somebody read a row that did not change.
 */
export type Hint =
  | { readonly kind: "head"; readonly org: string; readonly size: number }
  | { readonly kind: "config"; readonly org: string; readonly version: number }
  | { readonly kind: "approval"; readonly org: string; readonly id: string };

export interface Bus {
  /** Sends a hint to the other processes. Head hints are coalesced: at most one message per 50 ms. Never throws. */
  send(hint: Hint): void;
  /** Called for hints of other processes, and with `null` after the connection was lost and found: anything may have changed. */
  listen(onHint: (hint: Hint | null) => void): void;
  close(): Promise<void>;
}
