import type { Json } from "@agentlattice/core";
import type { OrgKeys } from "../keys/org-keys.ts";
import { type GrantColumns, isSealed, type RowSeals } from "../keys/row-seals.ts";
import { joinPayload } from "../ledger/join-payload.ts";
import { openIfIntact } from "../ledger/payload.ts";
import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";

/** The action for which grants are read. Ids are UUIDs. */
export interface OpenGrantQuery {
  readonly agentId: string;
  readonly keyId: string;
  readonly actionType: string;
  readonly environment: string;
}

/** A grant that has not ended, with its decrypted terms. */
export interface OpenGrant {
  readonly grantId: string;
  /** False for a grant of another key of the agent. It covers nothing here. */
  readonly isOwnKey: boolean;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly uses: number;
  /** Millionths. */
  readonly usedSum: number;
  /** The payload `grant`; null when it was erased or tampered with. */
  readonly terms: Json | null;
}

type Row = GrantColumns & {
  readonly own_key: boolean;
  readonly seal: string | null;
  readonly origin: string;
  readonly ciphertext: Buffer | null;
  readonly salt: Buffer | null;
};

/** The number of grants of one agent for one action that are compared with a submission. */
const MAX_COMPARED = 100;

const TEXT = `SELECT g.grant_id, g.approval_id, g.entry_id, g.agent_id, g.key_id, g.key_id = $5 AS own_key, g.action_type, g.environment, g.policies, g.given_by,
    (extract(epoch FROM g.created_at) * 1000)::float8 AS created_at, (extract(epoch FROM g.expires_at) * 1000)::float8 AS expires_at,
    g.uses::float8 AS uses, g.used_sum::float8 AS used_sum, NULL AS ended_at, g.ended_because, encode(g.seal, 'hex') AS seal, h.origin, p.ciphertext, s.salt
  FROM (SELECT * FROM app.approval_grant g WHERE g.org_id = $1 AND g.agent_id = $2 AND g.action_type = $3 AND g.environment = $4
      AND g.ended_at IS NULL AND g.expires_at > clock_timestamp()
    ORDER BY (g.key_id = $5) DESC, g.expires_at LIMIT ${MAX_COMPARED}) g
  JOIN app.ledger_head h ON h.org_id = $1
  ${joinPayload("g.entry_id", "grant")}
  ORDER BY own_key DESC, g.expires_at`;

/** Reads the open grants of an agent for an action in one round trip: those of the key first, the next to expire first. */
export async function readOpenGrants(
  reader: OrgReader,
  { keys: { data }, seals }: { readonly keys: OrgKeys; readonly seals: RowSeals },
  scope: OrgScope,
  query: OpenGrantQuery,
): Promise<OpenGrant[]> {
  const { orgId } = scope;
  const { agentId, actionType, environment, keyId } = query;
  const values = [orgId, agentId, actionType, environment, keyId];
  const rows = await reader.rows<Row>(scope, { name: "open_grants", text: TEXT, values });
  // INVARIANT: a grant that contradicts its seal covers nothing.
  return rows
    .filter((row) => isSealed(row.seal, seals.grant(row)))
    .map(({ grant_id, own_key, expires_at, entry_id, uses, used_sum, origin, ciphertext, salt }) => ({
      grantId: grant_id,
      isOwnKey: own_key,
      expiresAt: Number(expires_at),
      uses,
      usedSum: used_sum,
      // INVARIANT: a payload is authenticated by the data key, so the terms are those that this product sealed with the deciding vote.
      terms:
        (ciphertext && salt && openIfIntact({ dataKey: data, orgId, origin, entryId: entry_id, field: "grant" }, salt, ciphertext)) ?? null,
    }));
}
