import type { ActionInput } from "@agentlattice/contract";
import { type AgentFacts, encodeId, type Facts, type Submission, type ZoneChange } from "@agentlattice/core";
import type { AgentPrincipal } from "../http/principal.ts";

type Requester = Pick<AgentPrincipal, "agentId" | "name" | "labels" | "capabilities" | "delegation">;

/** The facts that do not depend on the submission. */
export type RequesterFacts = Pick<Facts, "agent" | "ancestors" | "delegation">;

interface Moment {
  readonly environment: Facts["environment"];
  /** IANA name of the time zone. */
  readonly zone: string;
  /** The recent changes of the time zone, which the periods of budgets depend on. */
  readonly zoneChanges?: readonly ZoneChange[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Combines the claims of a submission with the known facts about the agent. */
export function toFacts(
  principal: Requester & Pick<AgentPrincipal, "environment">,
  submission: ActionInput,
  moment: Omit<Moment, "environment">,
): Facts {
  return factsAt(toRequesterFacts(principal), submission, { environment: principal.environment, ...moment });
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
  { environment, zone, zoneChanges, now }: Moment,
): Facts {
  const time = { now: new Date(now).toISOString(), zone, ...(zoneChanges?.length ? { zone_changes: zoneChanges } : {}) };
  return { submission: submission as Submission, agent, ancestors, delegation, environment, time };
}

function toAgentFacts({ id, name, labels, capabilities }: AgentFacts): AgentFacts {
  return { id: encodeId("agt", id), name, labels, capabilities };
}

/** Returns the wire ids of the delegation chain from the root to the requesting agent. */
export function chainOf({ agent, ancestors }: Facts): string[] {
  return [...ancestors.map((ancestor) => ancestor.id), agent.id];
}
