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
  /** Whether hints can be sent and heard now. Without the bus answers come later, not otherwise. */
  isConnected(): boolean;
  close(): Promise<void>;
}

/** What a bus tells whoever counts. Must not throw. */
export interface BusObserver {
  sent(hints: readonly Hint[]): void;
  /** `lagMs`: from the sender's clock to ours. */
  received(hints: readonly Hint[], lagMs: number): void;
}

/** Carries payloads between processes, and loses them when it must. */
export interface Transport {
  /** Sends without waiting. While there is no connection the payload is dropped. */
  notify(payload: string): void;
  isConnected(): boolean;
  close(): Promise<void>;
}

export interface TransportEvents {
  readonly onPayload: (payload: string) => void;
  /** The connection was lost and is back: payloads in between are gone. */
  readonly onReconnected: () => void;
  readonly onError: (error: unknown) => void;
}

export type OpenTransport = (events: TransportEvents) => Transport;
