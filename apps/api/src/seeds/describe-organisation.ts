import type { ActionInput, OrgKeyScope, ReportInput } from "@agentlattice/contract";
import type { RoleName } from "@agentlattice/db";

/** What a seed makes, as data. Everything in it is the same on every run; ids, passwords, keys and the day it begins on are not. */
export interface SeededOrganisation {
  /** Tells it from others for ever; the name may change. */
  readonly seed: string;
  readonly name: string;
  readonly zone: string;
  /** How long ago it was made, in minutes. */
  readonly madeAgo: number;
  readonly owner: SeededPerson;
  readonly members: readonly (SeededPerson & { readonly role: RoleName })[];
  readonly agents: readonly SeededAgent[];
  readonly orgKey: { readonly name: string; readonly scopes: readonly OrgKeyScope[] };
  /** YAML, published in this order. */
  readonly policies: readonly string[];
  /** What happened since, in any order; `end` is now, in ms since the epoch. */
  readonly story: (end: number) => readonly SeededStep[];
}

export interface SeededPerson {
  readonly email: string;
  readonly name: string;
}

export interface SeededAgent {
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** E-mail of the person it belongs to. */
  readonly owner: string;
  /** Besides its first one. */
  readonly keys?: readonly SeededKey[];
}

export interface SeededKey {
  readonly name: string;
  readonly environment: "prod" | "staging" | "dev";
  /** seconds */
  readonly expiresIn?: number;
}

/** Something that happened `ago` minutes before now. */
export type SeededStep = SeededAction | SeededDeed;

export interface SeededAction {
  readonly ago: number;
  /** Name of the agent. */
  readonly agent: string;
  readonly action: ActionInput;
  /** What a person says to a request. Without it, it runs out or still waits. */
  readonly answer?: SeededAnswer;
  /** The agent withdraws its request after this many seconds. */
  readonly cancelAfter?: number;
  /** How it went, once it ran. */
  readonly report?: ReportInput;
}

export interface SeededAnswer {
  readonly by: string;
  readonly decision: "approve" | "deny";
  readonly reason?: string;
  /** Seconds from the request. */
  readonly after: number;
  /** The agent does not come back for it: the approval lapses. */
  readonly unused?: boolean;
}

/** Something a person did. */
export interface SeededDeed {
  readonly ago: number;
  readonly by: string;
  readonly deed:
    | { readonly kind: "export_ledger" }
    | { readonly kind: "revoke_key"; readonly agent: string; readonly key: string }
    | SeededDelegation;
}

/** A part of what an agent may do, handed on: the child is known to the story by its name from then on. */
export interface SeededDelegation {
  readonly kind: "delegate";
  /** Name of an agent, or of an earlier child. */
  readonly parent: string;
  readonly name: string;
  readonly capabilities: readonly string[];
  /** seconds */
  readonly ttl: number;
}
