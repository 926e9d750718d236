import type { ActionInput, OrgKeyScope } from "@agentlattice/contract";
import type { RoleName } from "@agentlattice/db";

/** What a seed makes, as data. Everything in it is the same on every run; ids, passwords and keys are not. */
export interface SeededOrganisation {
  readonly name: string;
  readonly zone: string;
  readonly owner: SeededPerson;
  readonly members: readonly (SeededPerson & { readonly role: RoleName })[];
  readonly agents: readonly SeededAgent[];
  readonly orgKey: { readonly name: string; readonly scopes: readonly OrgKeyScope[] };
  /** YAML, published in this order. */
  readonly policies: readonly string[];
  /** What the agents then do, in order. */
  readonly story: readonly SeededAction[];
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
}

export interface SeededAction {
  /** Name of the agent. */
  readonly agent: string;
  readonly action: ActionInput;
  /** What a person says to a request; without it the request stays pending. */
  readonly answer?: { readonly by: string; readonly decision: "approve" | "deny"; readonly reason?: string };
}
