import type { ActionInput, OrgKeyScope, ReportInput } from "@agentlattice/contract";
import type { RoleName } from "@agentlattice/db";
import type { Scenario, SeededAnswer } from "./sample-world.ts";

/** A sample organisation as data. Every run creates the same, except for ids, passwords, keys and dates. */
export interface SeededOrganisation {
  /** Stable identifier of the sample; the name may be changed later. */
  readonly seed: string;
  readonly name: string;
  readonly zone: string;
  /** Age of the organisation, in minutes. */
  readonly createdAgo: number;
  readonly owner: SeededPerson;
  readonly members: readonly (SeededPerson & { readonly role: RoleName })[];
  readonly agents: readonly SeededAgent[];
  readonly orgKey: { readonly name: string; readonly scopes: readonly OrgKeyScope[] };
  /** Policies in YAML, published in this order. */
  readonly policies: readonly string[];
  /** Returns the past steps in any order. `end` is the present, in ms since the epoch. */
  readonly history: (end: number) => readonly SeededStep[];
}

export interface SeededPerson {
  readonly email: string;
  readonly name: string;
}

export interface SeededAgent {
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Email of the agent's owner. */
  readonly owner: string;
  /** Keys in addition to the first one. */
  readonly keys?: readonly SeededKey[];
}

export interface SeededKey {
  readonly name: string;
  readonly environment: "prod" | "staging" | "dev";
  /** seconds */
  readonly expiresIn?: number;
}

/** A past step, `ago` minutes before the present. */
export type SeededStep = SeededAction | SeededChange | SeededScenario;

export interface SeededAction {
  readonly ago: number;
  /** Name of the agent. */
  readonly agent: string;
  readonly action: ActionInput;
  /** The decision on the approval request. Without it, the request expires or is still pending. */
  readonly answer?: SeededAnswer;
  /** Seconds after which the agent cancels its request. */
  readonly cancelAfter?: number;
  /** The outcome that the agent reports after the action. */
  readonly report?: ReportInput;
}

/** A sequence of calls that begins `ago` minutes before the present. */
export interface SeededScenario {
  readonly ago: number;
  readonly scenario: Scenario;
}

/** A change that a person made. */
export interface SeededChange {
  readonly ago: number;
  readonly by: string;
  readonly change:
    | { readonly kind: "export_ledger" }
    | { readonly kind: "revoke_key"; readonly agent: string; readonly key: string }
    | SeededDelegation;
}

/** A delegation to a new child agent. Later steps refer to the child by its name. */
export interface SeededDelegation {
  readonly kind: "delegate";
  /** Name of an agent, or of an earlier child. */
  readonly parent: string;
  readonly name: string;
  readonly capabilities: readonly string[];
  /** seconds */
  readonly ttl: number;
}
