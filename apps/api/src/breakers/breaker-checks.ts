import type { Environment } from "@agentlattice/contract";
import type { CircuitCheck } from "@agentlattice/core/policy";
import type { OrgKeys } from "@agentlattice/db";
import { moduleTools } from "../actions/module-tools.ts";
import { toFacts } from "../actions/to-facts.ts";
import type { AgentRow } from "../agents/find-agent.ts";
import type { OrgConfig } from "../config/org-config.ts";

/** Returns the breakers that the policies in force set for an agent. */
export function breakerChecks(input: {
  readonly config: OrgConfig;
  readonly keys: OrgKeys;
  readonly agent: AgentRow;
  readonly environment: Environment;
  readonly now: number;
}): readonly CircuitCheck[] {
  const { config, keys, agent, environment, now } = input;
  const { agentId, name, capabilities } = agent;
  const requester = { agentId, name, capabilities, labels: agent.labels as Record<string, string>, delegation: null, environment };
  const facts = toFacts(requester, { action_type: "breaker" }, { zone: config.zone, now });
  return config.bundle.breakers(facts, moduleTools(keys));
}
