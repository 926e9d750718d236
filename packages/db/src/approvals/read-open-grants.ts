import type { Json } from "@agentlattice/core";
import type { OrgKeys } from "../keys/org-keys.ts";
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
  /** Grants to leave out. */
  readonly except: readonly string[];
}

/** A grant that has not ended, with its decrypted terms. */
export interface OpenGrant {
  readonly grantId: string;
  readonly uses: number;
  /** Millionths. */
  readonly usedSum: number;
  /** The payload `grant`; null when it was erased or tampered with. */
  readonly terms: Json | null;
}

interface Row {
  readonly grant_id: string;
  readonly entry_id: string;
  readonly uses: number;
  readonly used_sum: number;
  readonly origin: string;
  readonly ciphertext: Buffer | null;
  readonly salt: Buffer | null;
}

/** The number of grants of one agent for one action that are compared with a submission. */
const MAX_COMPARED = 100;

const TEXT = `SELECT g.grant_id, g.entry_id, g.uses::float8 AS uses, g.used_sum::float8 AS used_sum, h.origin, p.ciphertext, s.salt
  FROM (SELECT * FROM app.approval_grant g WHERE g.org_id = $1 AND g.agent_id = $2 AND g.action_type = $3 AND g.environment = $4
      AND g.key_id = $5 AND g.ended_at IS NULL AND g.expires_at > clock_timestamp() AND g.grant_id <> ALL ($6::uuid[])
    ORDER BY g.expires_at LIMIT ${MAX_COMPARED}) g
  JOIN app.ledger_head h ON h.org_id = $1
  ${joinPayload("g.entry_id", "grant")}
  ORDER BY g.expires_at`;

/** Reads the open grants of an agent for an action in one round trip, the next to expire first. */
export async function readOpenGrants(reader: OrgReader, { data }: OrgKeys, scope: OrgScope, query: OpenGrantQuery): Promise<OpenGrant[]> {
  const { orgId } = scope;
  const { agentId, actionType, environment, keyId, except } = query;
  const values = [orgId, agentId, actionType, environment, keyId, except];
  const rows = await reader.rows<Row>(scope, { name: "open_grants", text: TEXT, values });
  return rows.map(({ grant_id, entry_id, uses, used_sum, origin, ciphertext, salt }) => ({
    grantId: grant_id,
    uses,
    usedSum: used_sum,
    // INVARIANT: a payload is authenticated by the data key, so the terms are those that this product sealed with the deciding vote.
    terms:
      (ciphertext && salt && openIfIntact({ dataKey: data, orgId, origin, entryId: entry_id, field: "grant" }, salt, ciphertext)) ?? null,
  }));
}
