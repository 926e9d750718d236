import { encodeId } from "@agentlattice/core";
import type { HaltScope } from "@agentlattice/core/policy";
import type { AgentPrincipal } from "../http/principal.ts";
import { overlapsAny } from "../policies/overlaps.ts";

type Halted = Pick<AgentPrincipal, "agentId" | "capabilities" | "delegation" | "environment">;

/** Returns true when a halt may stop something that the agent does. */
export function stopsAgent(scope: HaltScope, agent: Halted): boolean {
  switch (scope.kind) {
    case "organisation":
      return true;
    case "environment":
      return scope.environment === agent.environment;
    case "actions": {
      const isHere = scope.environment === undefined || scope.environment === agent.environment;
      return isHere && overlapsAny(agent.capabilities, [scope.pattern]);
    }
    case "agent":
      return chainOf(agent).includes(scope.agent);
    case "session":
      return false;
  }
}

function chainOf({ agentId, delegation }: Halted): string[] {
  return [...(delegation?.ancestors ?? []).map(({ id }) => encodeId("agt", id)), encodeId("agt", agentId)];
}
