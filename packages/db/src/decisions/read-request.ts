import type { Json } from "@agentlattice/core";
import type { Environment } from "@agentlattice/core/policy";
import type { OrgKeys } from "../keys/org-keys.ts";
import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";
import { joinSealed, openSealed, SEALED_COLUMNS, type SealedColumns } from "./sealed-decision.ts";

/** The request of an approval. */
export interface StoredRequest {
  readonly eventId: string;
  readonly environment: Environment;
  /** The payload `decision` of the request; null when it was erased. */
  readonly payload: Json | null;
}

const REQUEST = `SELECT a.event_id, a.environment, ${SEALED_COLUMNS} FROM app.approval a ${joinSealed("a.event_id")}
  WHERE a.org_id = $1 AND a.approval_id = $2 AND a.agent_id = $3`;

/** Reads the request of an agent's approval in one round trip; null when the agent has no such approval. */
export async function readRequest(
  reader: OrgReader,
  keys: OrgKeys,
  scope: OrgScope,
  approvalId: string,
  agentId: string,
): Promise<StoredRequest | null> {
  const { orgId } = scope;
  const [row] = await reader.rows<SealedColumns & { event_id: string; environment: Environment }>(scope, {
    name: "request",
    text: REQUEST,
    values: [orgId, approvalId, agentId],
  });
  return row ? { eventId: row.event_id, environment: row.environment, payload: openSealed(keys, orgId, row.event_id, row) } : null;
}
