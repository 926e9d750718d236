import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";

/** Submissions to find in a run. */
export interface ActionsOfRun {
  readonly runId: string;
  /** UUIDs of submissions. */
  readonly requests: readonly string[];
  /** References of the caller's correlation ids, as hex. */
  readonly references: readonly string[];
}

const ACTIONS = {
  name: "actions_of_run",
  text: `SELECT d.id::text AS name, d.id FROM unnest($3::uuid[]) k(id)
      JOIN app.decision d ON d.org_id = $1 AND d.id = k.id JOIN app.run_event e ON e.org_id = $1 AND e.event_id = d.id AND e.run_id = $2
    UNION ALL
    SELECT k.reference, last.id FROM unnest($4::text[]) k(reference) CROSS JOIN LATERAL (
      SELECT d.id FROM app.entry_reference r JOIN app.decision d ON d.org_id = r.org_id AND d.id = r.entry_id
        JOIN app.run_event e ON e.org_id = $1 AND e.event_id = d.id AND e.run_id = $2
      WHERE r.org_id = $1 AND r.reference = decode(k.reference, 'hex') ORDER BY r.seq DESC LIMIT 1) last`,
};

/** Returns the UUIDs of the submissions of a run that exist, by the UUID or the reference that was asked for. */
export async function readActionsOfRun(
  reader: OrgReader,
  scope: OrgScope,
  { runId, requests, references }: ActionsOfRun,
): Promise<ReadonlyMap<string, string>> {
  const rows = await reader.rows<{ name: string; id: string }>(scope, { ...ACTIONS, values: [scope.orgId, runId, requests, references] });
  return new Map(rows.map(({ name, id }) => [name, id]));
}
