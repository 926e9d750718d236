import type { Deps } from "../deps.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { findRun, rootAgentOf } from "./find-run.ts";
import type { KnownRun } from "./known-runs.ts";

const HOW_TO_GET_ONE =
  "There is no such run of this agent in the environment of its key. Create it with POST /runs, or send an id of your own as session_id or correlation_id.";

/**
 * Returns a run that an agent of the same delegation chain created in this environment.
 * @param runId `run_…`
 * @throws AppError NOT_FOUND
 */
export async function requireRun(deps: Pick<Deps, "database" | "knownRuns">, principal: AgentPrincipal, runId: string): Promise<KnownRun> {
  const { scope, environment } = principal;
  const name = `${scope.orgId}/${rootAgentOf(principal)}/${environment}/${runId}`;
  const known = deps.knownRuns.get(name);
  if (known) return known;
  const run = await deps.database.inOrgReserved(scope, (client) => findRun(client, principal, runId, HOW_TO_GET_ONE));
  deps.knownRuns.set(name, run);
  return run;
}
