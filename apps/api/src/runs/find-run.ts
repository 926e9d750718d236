import { decodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";
import { withinEnvironment } from "../http/environment-reach.ts";
import type { AgentPrincipal, Principal } from "../http/principal.ts";

type RunWhere = NonNullable<NonNullable<Parameters<OrgClient["run"]["findFirst"]>[0]>["where"]>;

/** Returns the agent at the root of the delegation chain, which is the agent itself unless it is delegated. */
export function rootAgentOf({ agentId, delegation }: AgentPrincipal): string {
  return delegation?.ancestors[0]?.id ?? agentId;
}

/**
 * Limits a query to the runs that a principal may read: agents those of their delegation chain in their key's environment, members those of
 * agents they own, others all of the organisation.
 */
function runsOf(principal: Principal): RunWhere {
  const { orgId } = principal.scope;
  if (principal.kind === "agent") return { orgId, rootAgentId: rootAgentOf(principal), environment: principal.environment };
  if (principal.kind === "person" && principal.role === "member") return { orgId, agent: { ownerUserId: principal.userId } };
  return { orgId, ...withinEnvironment(principal) };
}

/** Reads one run that this principal may see. @param id `run_…` @throws AppError NOT_FOUND with this detail */
export async function findRun(client: OrgClient, principal: Principal, id: string, detail = "There is no such run.") {
  const runId = decodeId("run", id);
  const run = runId && (await client.run.findFirst({ where: { AND: [runsOf(principal), { runId }] }, include: { agent: true } }));
  if (!run) throw new AppError("NOT_FOUND", { detail });
  return run;
}

export type RunRow = Awaited<ReturnType<typeof findRun>>;
