import type { Json } from "./json.ts";
import type { TokenPrice } from "./token-price.ts";

export type Environment = "prod" | "staging" | "dev";

/** A change of the organisation's time zone. */
export interface ZoneChange {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** IANA name of the time zone before the change. */
  readonly before: string;
}

/** An agent as policies see it. */
export interface AgentFacts {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
}

/** The submission of an agent, as parsed (`ActionInput` on the wire). */
export interface Submission {
  readonly action_type: string;
  readonly metadata?: Readonly<Record<string, Json>>;
  readonly data_accessed?: readonly { readonly type: string; readonly count?: number; readonly sensitivity?: string }[];
  readonly content?: string;
  readonly justification?: string;
  readonly summary?: string;
  /** Name of the webhook that receives the decision. */
  readonly callback?: string;
  readonly supports?: readonly string[];
  readonly memory?: Json;
  readonly skill?: string;
  readonly [field: string]: Json | undefined;
}

/**
 * The facts that policies can read. `submission` is *asserted* by the agent; everything else is *attested* by the credential, the
 * configuration or the clock.
 */
export interface Facts {
  readonly submission: Submission;
  readonly agent: AgentFacts;
  /** The agents above a delegated agent, root first; empty for a root agent. */
  readonly ancestors: readonly AgentFacts[];
  readonly delegation: { readonly id: string; readonly depth: number; readonly expires_at: string } | null;
  readonly environment: Environment;
  /** RFC 3339 UTC, the organisation's IANA time zone, and its recent changes in order of time. */
  readonly time: { readonly now: string; readonly zone: string; readonly zone_changes?: readonly ZoneChange[] };
  /** The price of the submission's model; absent when it is not known or not needed. */
  readonly model_price?: TokenPrice;
  /** The risk that modules found, 0 to 100; absent before they run. */
  readonly risk?: { readonly score: number };
}
