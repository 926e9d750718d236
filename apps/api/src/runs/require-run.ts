import { decodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import type { KnownRun } from "./known-runs.ts";
import { checkRunAccess, type RunUse } from "./run-access.ts";

const HOW_TO_GET_ONE =
  "There is no such run of this agent in the environment of its key. Create it with POST /runs, or send an id of your own as session_id or correlation_id.";

const FORBIDDEN: Readonly<Record<RunUse, string>> = {
  act: "An agent below this one started this run, so only it and its descendants act in the run. Send the id of a run of your own, or none.",
  control:
    "Only the agent that started this run, or an agent above it, reports its start, pause and end. Send these events for a run of your own.",
};

/**
 * Returns a run that the agent may use.
 * INVARIANT: every request of an agent that names a run calls it, except for what was approved (`findRunOfApproval`). A run that the agent may not know and one that does not exist have the same
 * answer.
 * @param runId `run_…`
 * @throws AppError NOT_FOUND; FORBIDDEN when the agent may read the run but not use it in this way
 */
export async function requireRun(
  deps: Pick<Deps, "database" | "knownRuns">,
  principal: AgentPrincipal,
  runId: string,
  use: RunUse,
): Promise<KnownRun> {
  const run = await findRun(deps, principal, runId);
  const access = run === null ? "unknown" : checkRunAccess(run, principal, use);
  if (run === null || access === "unknown") throw new AppError("NOT_FOUND", { detail: HOW_TO_GET_ONE });
  if (access === "forbidden") throw new AppError("FORBIDDEN", { detail: FORBIDDEN[use] });
  return run;
}

/**
 * Returns the run of an action or a reservation that this agent has submitted and people have approved; null when there is no such run. The
 * agent may collect it although it could not submit it again, because it could use the run when it asked. The caller verifies that the approval
 * is the agent's own and for this run.
 * @param runId `run_…`
 */
export function findRunOfApproval(
  deps: Pick<Deps, "database" | "knownRuns">,
  principal: AgentPrincipal,
  runId: string,
): Promise<KnownRun | null> {
  return findRun(deps, principal, runId);
}

async function findRun(deps: Pick<Deps, "database" | "knownRuns">, { scope }: AgentPrincipal, id: string): Promise<KnownRun | null> {
  const name = `${scope.orgId}/${id}`;
  const known = deps.knownRuns.get(name);
  if (known) return known;
  const run = await deps.database.inOrgReserved(scope, (client) => readRun(client, scope.orgId, id));
  if (run) deps.knownRuns.set(name, run);
  return run;
}

async function readRun(client: OrgClient, orgId: string, id: string): Promise<KnownRun | null> {
  const runId = decodeId("run", id);
  const run = runId && (await client.run.findFirst({ where: { orgId, runId }, select: FACTS }));
  if (!run) return null;
  const { agentId, environment, agent, session } = run;
  return { agentId, environment, ancestors: agent.received?.chain ?? [], session: session?.reference ?? null };
}

const FACTS = {
  agentId: true,
  environment: true,
  agent: { select: { received: { select: { chain: true } } } },
  session: { select: { reference: true } },
} as const;
