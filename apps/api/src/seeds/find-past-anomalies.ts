import { type OrgScope, resumeCountingActivity } from "@agentlattice/db";
import { detectAnomalies, KnownBaselines } from "../anomalies/detect-anomalies.ts";
import { recordAnomalies } from "../anomalies/record-anomalies.ts";
import type { Deps } from "../deps.ts";

/** Counts the activity of an imported history and records its anomalies, as the sweeper does for new entries. */
export async function findPastAnomalies(deps: Deps, scope: OrgScope): Promise<void> {
  const { orgId } = scope;
  await deps.database.inOrg(scope, (client) => resumeCountingActivity(client, orgId));
  const known = new KnownBaselines();
  while (await detectAnomalies(deps, orgId, known));
  await recordAnomalies(deps, orgId);
}
