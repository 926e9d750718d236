import type { Json } from "./json.ts";

export type Environment = "prod" | "staging" | "dev";

/** One agent as policies may look at it. */
export interface AgentFacts {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
}

/** What an agent submitted, as parsed (the wire's snake_case `ActionInput`). */
export interface Submission {
  readonly action_type: string;
  readonly metadata?: Readonly<Record<string, Json>>;
  readonly data_accessed?: readonly { readonly type: string; readonly count?: number; readonly sensitivity?: string }[];
  readonly content?: string;
  readonly justification?: string;
  readonly summary?: string;
  readonly supports?: readonly string[];
  readonly memory?: Json;
  readonly skill?: string;
  readonly [field: string]: Json | undefined;
}

/**
 * What policies may look at. Everything in `submission` is *asserted* (the agent says so); the rest is *attested*
 * (we know it from the credential, the configuration and the clock).
 */
export interface Facts {
  readonly submission: Submission;
  readonly agent: AgentFacts;
  /** Parents of a delegated agent, root first; empty for a root agent. */
  readonly ancestors: readonly AgentFacts[];
  readonly delegation: { readonly id: string; readonly depth: number; readonly expires_at: string } | null;
  readonly environment: Environment;
  /** RFC 3339 UTC, and the organisation's IANA zone. */
  readonly time: { readonly now: string; readonly zone: string };
  /** What modules made of the request, 0 to 100; absent while they have not looked. */
  readonly risk?: { readonly score: number };
}
