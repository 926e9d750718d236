/**
 * A hint between processes. It contains opaque ids and is never authoritative: a lost hint only adds latency, and a forged one only causes an
 * unnecessary read.
 */
export type Hint =
  | { readonly kind: "head"; readonly org: string; readonly size: number }
  | { readonly kind: "config"; readonly org: string; readonly version: number }
  | { readonly kind: "approval"; readonly org: string; readonly id: string }
  /** The presence of an agent may have changed. */
  | { readonly kind: "presence"; readonly org: string; readonly id: string }
  /** A key was revoked. */
  | { readonly kind: "key"; readonly org: string; readonly id: string }
  /** The deletion of an organisation was requested. */
  | { readonly kind: "closing"; readonly org: string };

export interface Bus {
  /** Sends a hint to the other processes. Head hints are combined into at most one message per 50 ms. Never throws. */
  send(hint: Hint): void;
  /** Registers a listener for hints, which is called with null after a reconnect, when hints may have been lost. */
  listen(onHint: (hint: Hint | null) => void): void;
  /** True while hints can be sent and received. Without the bus responses are slower but correct. */
  isConnected(): boolean;
  close(): Promise<void>;
}

/** Receives events of a bus for metrics. Must not throw. */
export interface BusObserver {
  sent(hints: readonly Hint[]): void;
  /** @param lagMs delay by the clocks of sender and receiver */
  received(hints: readonly Hint[], lagMs: number): void;
}

/** Transports payloads between processes without guaranteed delivery. */
export interface Transport {
  /** Sends without waiting. The payload is dropped while there is no connection. */
  notify(payload: string): void;
  isConnected(): boolean;
  /** Names the server that transports the payloads, without its address; null before the first connection. */
  identity(): string | null;
  close(): Promise<void>;
}

export interface TransportEvents {
  readonly onPayload: (payload: string) => void;
  /** Called after a reconnect. Payloads sent meanwhile are lost. */
  readonly onReconnected: () => void;
  readonly onError: (error: unknown) => void;
}

export type OpenTransport = (events: TransportEvents) => Transport;
