import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";

/** A halt with the clients of a key that it is requested of. Ids are UUIDs. */
export interface HaltOfKey {
  readonly scope: {
    readonly kind: string;
    readonly agentId: string | null;
    readonly pattern: string | null;
    readonly environment: string | null;
  };
  readonly resumedAt: Date | null;
  /** The named client, or the first two of the key. */
  readonly clients: readonly { readonly clientId: string; readonly toldAt: Date | null; readonly acknowledgedAt: Date | null }[];
}

interface Row {
  kind: string;
  agent_id: string | null;
  pattern: string | null;
  environment: string | null;
  resumed_at: Date | null;
  client_id: string | null;
  told_at: Date | null;
  acknowledged_at: Date | null;
}

const HALT_OF_KEY = `SELECT h.kind, h.agent_id, h.pattern, h.environment, h.resumed_at, c.client_id, c.told_at, c.acknowledged_at FROM app.halt h
  LEFT JOIN app.halt_client c ON c.org_id = $1 AND c.halt_id = $2 AND c.key_id = $3 AND ($4::uuid IS NULL OR c.client_id = $4)
  WHERE h.org_id = $1 AND h.halt_id = $2 LIMIT 2`;

/**
 * Reads a halt and the clients of a key in one round trip; null when the organisation has no such halt.
 * @param clientId null for any client of the key
 */
export async function readHaltOfKey(
  reader: OrgReader,
  scope: OrgScope,
  { haltId, keyId, clientId }: { readonly haltId: string; readonly keyId: string; readonly clientId: string | null },
): Promise<HaltOfKey | null> {
  const values = [scope.orgId, haltId, keyId, clientId];
  const rows = await reader.rows<Row>(scope, { name: "halt_of_key", text: HALT_OF_KEY, values });
  const [halt] = rows;
  if (!halt) return null;
  return {
    scope: { kind: halt.kind, agentId: halt.agent_id, pattern: halt.pattern, environment: halt.environment },
    resumedAt: halt.resumed_at,
    clients: rows.flatMap(({ client_id, told_at, acknowledged_at }) =>
      client_id === null ? [] : [{ clientId: client_id, toldAt: told_at, acknowledgedAt: acknowledged_at }],
    ),
  };
}
