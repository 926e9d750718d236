import type { ActionInput, ActionResult } from "@agentlattice/contract";
import type { AuditedContext } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import type { AgentPrincipal, OrgKeyPrincipal, PersonPrincipal } from "../http/principal.ts";

/** An agent with its first key, which belongs to prod. */
export interface AgentWithKey {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  /** UUID of the agent. */
  readonly agentId: string;
  /** UUID of the first key. */
  readonly keyId: string;
  /** UUIDs of the other keys, by the name of the key. */
  readonly otherKeys: ReadonlyMap<string, string>;
}

export interface SeededAnswer {
  /** Email of the person who decides. */
  readonly by: string;
  readonly decision: "approve" | "deny";
  readonly reason?: string;
  /** Seconds from the request. */
  readonly after: number;
  /** True when the agent does not use the approval, which then lapses. */
  readonly unused?: boolean;
}

/** What a scenario calls. Every call takes place at the time of the import's clock. */
export interface SampleWorld {
  /** Dependencies of handlers. What they commit is stored at once. */
  readonly deps: Deps;
  /** Runs several API handlers and writes their ledger entries in one transaction, so that no other process acts between them. */
  readonly together: <T>(work: (deps: Deps) => Promise<T>) => Promise<T>;
  /** Runs several changes of configuration as one transaction, so that no other process acts between them. */
  readonly inOneChange: (work: (context: AuditedContext, deps: Deps) => Promise<void>) => Promise<void>;
  readonly agent: (name: string) => Promise<AgentPrincipal>;
  readonly agentWithKey: (name: string) => AgentWithKey;
  readonly person: (email: string) => PersonPrincipal;
  /** The organisation's own service, which consumes permits. */
  readonly service: () => Promise<OrgKeyPrincipal>;
  readonly submit: (agent: string, action: ActionInput) => Promise<ActionResult>;
  readonly decide: (approvalId: string, answer: SeededAnswer) => Promise<void>;
  readonly collect: (agent: string, approvalId: string, action: ActionInput) => Promise<void>;
  /** Makes the next step of an approval that is due. */
  readonly advance: (approvalId: string) => Promise<void>;
  /** Moves the clock. */
  readonly wait: (milliseconds: number) => void;
  /** Runs a step after a number of seconds. Steps after the present are left out. */
  readonly after: (seconds: number, step: () => Promise<unknown>) => void;
}

/** A sequence of calls, such as a run with its events. */
export type Scenario = (world: SampleWorld) => Promise<unknown>;
