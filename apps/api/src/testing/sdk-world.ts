import type { AgentLattice } from "@agentlattice/sdk";
import { expect } from "vitest";
import type { TestOrg } from "./api-fixture.ts";

/** The clients of a method table and the people who decide. */
export interface SdkWorld {
  readonly org: TestOrg;
  readonly baseUrl: string;
  /** The client of an agent. */
  readonly al: AgentLattice;
  /** A client with an organisation's key, which enforces permits. */
  readonly enforcer: AgentLattice;
}

/** Calls of public methods by their names. Each checks the documented members of a real answer. */
export type MethodRows = Readonly<Record<string, () => Promise<void>>>;

export const text = expect.any(String);
export const number = expect.any(Number);
export const id = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}_[0-9a-z]{26}$`));
export const list = expect.any(Array);
export const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);

/** The members of every answer to an action. */
export const ACTION = {
  auditEventId: id("evt"),
  actionType: text,
  environment: "prod",
  conditionsEvaluated: list,
  obligations: list,
  decision: {
    id: text,
    action: text,
    status: text,
    reasonCodes: list,
    riskScore: number,
    mode: "enforce",
    policies: list,
    eventTypes: list,
  },
};
export const EXECUTED = {
  ...ACTION,
  status: "executed",
  receipt: { seq: number, entry: text, leaf_hash: text, hashes: list, checkpoint: text },
};
