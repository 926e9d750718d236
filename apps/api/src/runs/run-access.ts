import type { RunReader, RunSelection } from "@agentlattice/db";
import { withinEnvironment } from "../http/environment-reach.ts";
import type { AgentPrincipal, Principal } from "../http/principal.ts";
import type { KnownRun } from "./known-runs.ts";

/** How an agent uses a run: `act` adds actions, events and reservations; `control` pauses, resumes and ends it. */
export type RunUse = "act" | "control";

type RunRelation = "starter" | "ancestor" | "descendant";

/**
 * The agents that may use a run, by their relation to the agent that started it. The starter and its ancestors are responsible for the run.
 * Its descendants act in it, because the starter delegated to them.
 */
const USES: Readonly<Record<RunRelation, readonly RunUse[]>> = {
  starter: ["act", "control"],
  ancestor: ["control"],
  descendant: ["act"],
};

/** Returns the agent at the root of the delegation chain, which is the agent itself unless it is delegated. */
export function rootAgentOf({ agentId, delegation }: Pick<AgentPrincipal, "agentId" | "delegation">): string {
  return delegation?.ancestors[0]?.id ?? agentId;
}

/** The access of an agent to a run. `unknown` is answered like a run that does not exist. */
type RunAccess = "allowed" | "forbidden" | "unknown";

/** Returns the access of an agent to a run. INVARIANT: `readableRun` of the database has the same relations. */
export function checkRunAccess(run: KnownRun, agent: AgentPrincipal, use: RunUse): RunAccess {
  const relation = relationOf(run, agent);
  if (relation === null) return "unknown";
  return USES[relation].includes(use) ? "allowed" : "forbidden";
}

function relationOf(run: KnownRun, agent: AgentPrincipal): RunRelation | null {
  if (run.environment !== agent.environment) return null;
  if (run.agentId === agent.agentId) return "starter";
  if (run.ancestors.includes(agent.agentId)) return "ancestor";
  return isAncestor(run.agentId, agent) ? "descendant" : null;
}

type RunReach = Pick<RunSelection, "reader" | "environment" | "ownerUserId">;

/**
 * Limits a query to the runs that a principal may read: agents those that they, an ancestor or a descendant started in the environment of
 * their key, members those of agents they own, others all of the organisation.
 */
export function runsReadableBy(principal: Principal): RunReach {
  const all = { reader: null, environment: null, ownerUserId: null };
  if (principal.kind === "agent") return { ...all, reader: runReaderOf(principal), environment: principal.environment };
  if (principal.kind === "person" && principal.role === "member") return { ...all, ownerUserId: principal.userId };
  return { ...all, environment: withinEnvironment(principal).environment ?? null };
}

/** Limits a query to the runs whose session a principal may know: agents those that they or a descendant started, others as `runsReadableBy`. */
export function sessionsReadableBy(principal: Principal): RunReach {
  const reach = runsReadableBy(principal);
  return { ...reach, reader: reach.reader && { ...reach.reader, ancestors: [] } };
}

/** Returns true when the principal is an agent below this one in a delegation chain. @param agentId UUID */
export function isAncestor(agentId: string, principal: Principal): boolean {
  return principal.kind === "agent" && (principal.delegation?.ancestors ?? []).some(({ id }) => id === agentId);
}

/** Returns the agent as a reader of runs. */
function runReaderOf(principal: AgentPrincipal): RunReader {
  const ancestors = (principal.delegation?.ancestors ?? []).map(({ id }) => id);
  return { agentId: principal.agentId, rootAgentId: rootAgentOf(principal), ancestors };
}
