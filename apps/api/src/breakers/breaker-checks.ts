import type { Environment } from "@agentlattice/contract";
import type { CircuitCheck } from "@agentlattice/core/policy";
import type { OrgKeys } from "@agentlattice/db";
import { moduleTools } from "../actions/module-tools.ts";
import { factsOfRow } from "../agents/facts-of-row.ts";
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
  const facts = factsOfRow(agent, "breaker", { environment, zone: config.zone, now });
  return config.bundle.breakers(facts, moduleTools(keys));
}
