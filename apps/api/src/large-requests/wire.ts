import type { RoleUrls } from "@agentlattice/db/provision";
import type { Hint } from "../bus/bus.ts";
import type { Env } from "../env.ts";
import type { LedgerEvent } from "../metrics/ledger-events.ts";

/** What the thread for large requests is started with. */
export interface LargeThreadData {
  readonly env: Env;
  readonly kek: Uint8Array;
  readonly urls: RoleUrls;
}

/** A request whose body the serving thread has received and not looked into. */
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
  /** The client is gone. */
  | { readonly kind: "abort"; readonly id: number }
  /** @param isOwn made by this process, so that it can be believed */
  | { readonly kind: "hint"; readonly hint: Hint | null; readonly isOwn: boolean }
  /** Take no new work and let go of what is parked. */
  | { readonly kind: "stop" }
  | { readonly kind: "close" };

export type FromThread =
  /** The body of this request was parsed: the thread can take the next one. */
  | { readonly kind: "read"; readonly id: number }
  | { readonly kind: "answer"; readonly id: number; readonly answer: ForwardedAnswer }
  | { readonly kind: "hint"; readonly hint: Hint }
  | { readonly kind: "ledger"; readonly event: LedgerEvent };
