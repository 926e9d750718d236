import { decodeId } from "@agentlattice/core";
import type { OrgClient, RunSelection } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";
import { withinEnvironment } from "../http/environment-reach.ts";
import type { AgentPrincipal, Principal } from "../http/principal.ts";
import type { KnownRun } from "./known-runs.ts";

/** Returns the agent at the root of the delegation chain, which is the agent itself unless it is delegated. */
export function rootAgentOf({ agentId, delegation }: AgentPrincipal): string {
  return delegation?.ancestors[0]?.id ?? agentId;
}

/**
 * Limits a query to the runs and sessions that a principal may read: agents those of their delegation chain in their key's environment,
 * members those of agents they own, others all of the organisation.
 */
export function visibleRuns(principal: Principal): Pick<RunSelection, "rootAgentId" | "environment" | "ownerUserId"> {
  const all = { rootAgentId: null, environment: null, ownerUserId: null };
  if (principal.kind === "agent") return { ...all, rootAgentId: rootAgentOf(principal), environment: principal.environment };
  if (principal.kind === "person" && principal.role === "member") return { ...all, ownerUserId: principal.userId };
  return { ...all, environment: withinEnvironment(principal).environment ?? null };
}

/** Finds a run that this agent may use. @param id `run_…` @throws AppError NOT_FOUND with this detail */
export async function findRun(client: OrgClient, principal: AgentPrincipal, id: string, detail: string): Promise<KnownRun> {
  const { orgId } = principal.scope;
  const runId = decodeId("run", id);
  const where = { orgId, rootAgentId: rootAgentOf(principal), environment: principal.environment };
  const run = runId && (await client.run.findFirst({ where: { ...where, runId }, select: { session: { select: { reference: true } } } }));
  if (!run) throw new AppError("NOT_FOUND", { detail });
  return { session: run.session?.reference ?? null };
}
