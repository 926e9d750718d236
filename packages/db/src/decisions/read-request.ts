import type { RequestedBy } from "@agentlattice/core/approval";
import type { Environment } from "@agentlattice/core/policy";
import type { OrgKeys } from "../keys/org-keys.ts";
import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";
import { currentEntry, joinSealed, openSealed, SEALED_COLUMNS, type SealedColumns, type SealedDecision } from "./sealed-decision.ts";

/** The request of an approval, with the payload of this version. */
export interface StoredRequest extends SealedDecision {
  readonly eventId: string;
  readonly environment: Environment;
  readonly requestedBy: RequestedBy;
  /** The salt of the request's digest and terms. */
  readonly digestSalt: Uint8Array | null;
}

interface RequestColumns {
  readonly event_id: string;
  readonly environment: Environment;
  readonly requested_by: RequestedBy;
  readonly digest_salt: Buffer | null;
}

const request = (
  entry: string,
) => `SELECT a.event_id, a.environment, a.requested_by, a.digest_salt, ${SEALED_COLUMNS} FROM app.approval a ${joinSealed(entry)}
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
  const [row] = await reader.rows<SealedColumns & RequestColumns>(scope, {
    ...READS[version],
    values: [orgId, approvalId, agentId],
  });
  if (!row) return null;
  const { event_id: eventId, environment, requested_by: requestedBy, digest_salt: digestSalt } = row;
  return { eventId, environment, requestedBy, digestSalt, ...openSealed(keys, orgId, row) };
}
