import type { OrgReader } from "../tenancy/org-reader.ts";
import { type ReadOne, readTogether } from "../tenancy/read-together.ts";

/** The status of an approval and the configuration version at the time of the read. */
export interface FoundStatus {
  readonly agentId: string;
  readonly status: string;
  /** The UUID of the entry of the question that waits for an answer. */
  readonly question: string | null;
  readonly configVersion: number;
}

interface Row {
  readonly approval_id: string;
  readonly agent_id: string;
  readonly status: string;
  readonly question: string | null;
  readonly version: number;
}

/** Maximum number of statuses that one query reads. */
const BATCH = 1_000;
const STATUSES = `SELECT a.approval_id, a.agent_id, a.status, a.progress ->> 'question' AS question, h.config_version::float8 AS version
  FROM app.approval a JOIN app.ledger_head h USING (org_id) WHERE a.org_id = $1 AND a.approval_id = ANY($2::uuid[])`;

/** Opens the reads of approval statuses. Concurrent reads of an organisation share queries. */
export function openApprovalStatus(reader: OrgReader): ReadOne<FoundStatus> {
  return readTogether(BATCH, async (scope, ids) => {
    const rows = await reader.rows<Row>(scope, { name: "approval_statuses", text: STATUSES, values: [scope.orgId, ids] });
    return new Map(
      rows.map((row) => [
        row.approval_id,
        { agentId: row.agent_id, status: row.status, question: row.question, configVersion: row.version },
      ]),
    );
  });
}
