import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";

/** A permit with its action and the key that submitted the action. */
export interface StoredPermit {
  readonly approvalId: string;
  readonly keyHash: Uint8Array;
}

const PERMIT = `SELECT p.approval_id, k.key_hash FROM app.permit p
  JOIN app.approval a ON a.org_id = $1 AND a.approval_id = p.approval_id
  JOIN app.api_key k ON k.org_id = $1 AND k.key_id = a.key_id
  WHERE p.org_id = $1 AND p.permit_id = $2`;

/** Reads a permit in one round trip; null when the organisation has no such permit. */
export async function readPermit(reader: OrgReader, scope: OrgScope, permitId: string): Promise<StoredPermit | null> {
  const [row] = await reader.rows<{ approval_id: string; key_hash: Buffer }>(scope, {
    name: "permit",
    text: PERMIT,
    values: [scope.orgId, permitId],
  });
  return row ? { approvalId: row.approval_id, keyHash: row.key_hash } : null;
}
