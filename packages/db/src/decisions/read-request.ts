import type { Environment } from "@agentlattice/core/policy";
import type { OrgKeys } from "../keys/org-keys.ts";
import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";
import { currentEntry, joinSealed, openSealed, SEALED_COLUMNS, type SealedColumns, type SealedDecision } from "./sealed-decision.ts";

/** The request of an approval, with the payload of this version. */
export interface StoredRequest extends SealedDecision {
  readonly eventId: string;
  readonly environment: Environment;
}

const request = (entry: string) => `SELECT a.event_id, a.environment, ${SEALED_COLUMNS} FROM app.approval a ${joinSealed(entry)}
  WHERE a.org_id = $1 AND a.approval_id = $2 AND ($3::uuid IS NULL OR a.agent_id = $3)`;

/** The submission as the agent sent it, or as a reviewer changed it. */
export type RequestVersion = "requested" | "current";

const READS: Readonly<Record<RequestVersion, { name: string; text: string }>> = {
  requested: { name: "request_sent", text: request("a.event_id") },
  current: { name: "request", text: request(currentEntry("a.event_id")) },
};

/** Reads the request of an approval in one round trip; null when there is none, or when the agent has no such approval. */
export async function readRequest(
  reader: OrgReader,
  keys: OrgKeys,
  scope: OrgScope,
  approvalId: string,
  agentId: string | null,
  version: RequestVersion,
): Promise<StoredRequest | null> {
  const { orgId } = scope;
  const [row] = await reader.rows<SealedColumns & { event_id: string; environment: Environment }>(scope, {
    ...READS[version],
    values: [orgId, approvalId, agentId],
  });
  return row ? { eventId: row.event_id, environment: row.environment, ...openSealed(keys, orgId, row) } : null;
}
