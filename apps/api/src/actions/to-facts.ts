import type { ActionInput } from "@agentlattice/contract";
import { encodeId, type Facts, type Submission } from "@agentlattice/core";
import type { AgentPrincipal } from "../http/principal.ts";

/** Submission → Facts: what the agent asserts, beside what we know of it. */
export function toFacts(principal: AgentPrincipal, submission: ActionInput, context: { zone: string; now: number }): Facts {
  return {
    submission: submission as Submission,
    agent: { id: encodeId("agt", principal.agentId), name: principal.name, labels: principal.labels, capabilities: principal.capabilities },
    ancestors: [],
    delegation: null,
    environment: principal.environment,
    time: { now: new Date(context.now).toISOString(), zone: context.zone },
  };
}
