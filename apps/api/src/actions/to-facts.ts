import type { ActionInput } from "@agentlattice/contract";
import { type AgentFacts, encodeId, type Facts, type Submission } from "@agentlattice/core";
import type { AgentPrincipal } from "../http/principal.ts";

type Requester = Pick<AgentPrincipal, "agentId" | "name" | "labels" | "capabilities" | "delegation">;

/** What is the same whatever an agent asks. */
export type RequesterFacts = Pick<Facts, "agent" | "ancestors" | "delegation">;

interface Moment {
  readonly environment: Facts["environment"];
  /** IANA name. */
  readonly zone: string;
  /** ms since the epoch */
  readonly now: number;
}

/** Submission → Facts: what the agent asserts, beside what we know of it. */
export function toFacts(
  principal: Requester & Pick<AgentPrincipal, "environment">,
  submission: ActionInput,
  { zone, now }: Pick<Moment, "zone" | "now">,
): Facts {
  return factsAt(toRequesterFacts(principal), submission, { environment: principal.environment, zone, now });
}

export function toRequesterFacts({ agentId, name, labels, capabilities, delegation }: Requester): RequesterFacts {
  return {
    agent: { id: encodeId("agt", agentId), name, labels, capabilities },
    ancestors: delegation ? delegation.ancestors.map(toAgentFacts) : [],
    delegation: delegation && {
      id: encodeId("del", delegation.id),
      depth: delegation.depth,
      expires_at: new Date(delegation.expires_at).toISOString(),
    },
  };
}

export function factsAt(
  { agent, ancestors, delegation }: RequesterFacts,
  submission: ActionInput,
  { environment, zone, now }: Moment,
): Facts {
  const time = { now: new Date(now).toISOString(), zone };
  return { submission: submission as Submission, agent, ancestors, delegation, environment, time };
}

function toAgentFacts({ id, name, labels, capabilities }: AgentFacts): AgentFacts {
  return { id: encodeId("agt", id), name, labels, capabilities };
}

/** Wire ids of the agents from the root of the delegation to the one that asks. */
export function chainOf({ agent, ancestors }: Facts): string[] {
  return [...ancestors.map((ancestor) => ancestor.id), agent.id];
}
