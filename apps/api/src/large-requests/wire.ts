import type { RoleUrls } from "@agentlattice/db/provision";
import type { Hint } from "../bus/bus.ts";
import type { Env } from "../env.ts";
import type { LedgerEvent } from "../metrics/ledger-events.ts";

/** The configuration of the thread for large requests. */
export interface LargeThreadData {
  readonly env: Env;
  readonly kek: Uint8Array;
  readonly urls: RoleUrls;
}

/** A request whose body the main thread has received but not parsed. */
export interface ForwardedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface ForwardedAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: ArrayBuffer;
}

export type ToThread =
  | { readonly kind: "request"; readonly id: number; readonly request: ForwardedRequest }
  /** The client has disconnected. */
  | { readonly kind: "abort"; readonly id: number }
  /** `isOwn`: sent by this process, so its content is trusted. */
  | { readonly kind: "hint"; readonly hint: Hint | null; readonly isOwn: boolean }
  /** Refuse new requests and end waiting ones. */
  | { readonly kind: "stop" }
  | { readonly kind: "close" };

export type FromThread =
  /** The body of this request is parsed, so the thread accepts the next request. */
  | { readonly kind: "parsed"; readonly id: number }
  | { readonly kind: "answer"; readonly id: number; readonly answer: ForwardedAnswer }
  | { readonly kind: "hint"; readonly hint: Hint }
  | { readonly kind: "ledger"; readonly event: LedgerEvent };
