import { encodeId } from "@agentlattice/core";
import { exceedingCapabilities, type HaltScope } from "@agentlattice/core/policy";
import type { AgentPrincipal } from "../http/principal.ts";
import { overlapsAny } from "../policies/overlaps.ts";

/** The facts about an agent that decide whether a halt applies to it. */
export interface HaltSubject {
  readonly capabilities: readonly string[];
  readonly environment: AgentPrincipal["environment"];
  /** UUIDs of the delegation chain, from the root to the agent itself. */
  readonly chain: readonly string[];
}

export function haltSubjectOf({ agentId, capabilities, delegation, environment }: AgentPrincipal): HaltSubject {
  return { capabilities, environment, chain: [...(delegation?.ancestors ?? []).map(({ id }) => id), agentId] };
}

/** Returns true when a halt may stop something that the agent does. */
export function stopsAgent(scope: HaltScope, agent: AgentPrincipal): boolean {
  const subject = haltSubjectOf(agent);
  return reaches(scope, subject, (pattern) => overlapsAny(subject.capabilities, [pattern]));
}

/** Returns true when a halt stops everything that the agent may do. */
export function stopsEverything(scope: HaltScope, subject: HaltSubject): boolean {
  return reaches(scope, subject, (pattern) => exceedingCapabilities([pattern], subject.capabilities).length === 0);
}

function reaches(scope: HaltScope, { chain, environment }: HaltSubject, matches: (pattern: string) => boolean): boolean {
  switch (scope.kind) {
    case "organisation":
      return true;
    case "environment":
      return scope.environment === environment;
    case "actions":
      return (scope.environment === undefined || scope.environment === environment) && matches(scope.pattern);
    case "agent":
      return chain.some((id) => encodeId("agt", id) === scope.agent);
    case "session":
      return false;
  }
}
