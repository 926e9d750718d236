import type { ActionInput } from "@agentlattice/contract";
import { type AgentFacts, encodeId, type Facts, type Submission } from "@agentlattice/core";
import type { AgentPrincipal } from "../http/principal.ts";

type Requester = Pick<AgentPrincipal, "agentId" | "name" | "labels" | "capabilities" | "delegation" | "environment">;

/** Submission → Facts: what the agent asserts, beside what we know of it. */
export function toFacts(principal: Requester, submission: ActionInput, context: { zone: string; now: number }): Facts {
  const { agentId, name, labels, capabilities, delegation } = principal;
  return {
    submission: submission as Submission,
    agent: { id: encodeId("agt", agentId), name, labels, capabilities },
    ancestors: delegation ? delegation.ancestors.map(toAgentFacts) : [],
    delegation: delegation && {
      id: encodeId("del", delegation.id),
      depth: delegation.depth,
      expires_at: new Date(delegation.expires_at).toISOString(),
    },
    environment: principal.environment,
    time: { now: new Date(context.now).toISOString(), zone: context.zone },
  };
}

function toAgentFacts({ id, name, labels, capabilities }: AgentFacts): AgentFacts {
  return { id: encodeId("agt", id), name, labels, capabilities };
}

/** Wire ids of the agents from the root of the delegation to the one that asks. */
export function chainOf({ agent, ancestors }: Facts): string[] {
  return [...ancestors.map((ancestor) => ancestor.id), agent.id];
}
