import type { Deps } from "../deps.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { assertRun, rootAgentOf } from "./find-run.ts";

const HOW_TO_GET_ONE =
  "There is no such run of this agent in the environment of its key. Create it with POST /runs, or send an id of your own as session_id or correlation_id.";

/**
 * Rejects a request whose run was not created by an agent of the same delegation chain in this environment.
 * @param runId `run_…`
 * @throws AppError NOT_FOUND
 */
export async function requireRun(deps: Pick<Deps, "database" | "knownRuns">, principal: AgentPrincipal, runId: string): Promise<void> {
  const { scope, environment } = principal;
  const known = `${scope.orgId}/${rootAgentOf(principal)}/${environment}/${runId}`;
  if (deps.knownRuns.get(known)) return;
  await deps.database.inOrgReserved(scope, (client) => assertRun(client, principal, runId, HOW_TO_GET_ONE));
  deps.knownRuns.set(known, true);
}
