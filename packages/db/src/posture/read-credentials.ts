import { encodeId } from "@agentlattice/core";
import { type Counted, type CredentialFacts, KEY_MAX_AGE_DAYS, KEY_UNUSED_DAYS, type KeyRow, ROWS_SHOWN } from "@agentlattice/core/posture";
import type { OrgClient } from "../tenancy/in-org.ts";
import type { EvidenceWindow } from "./evidence-window.ts";

const FAULTS = ["old", "endless", "unused"] as const;
/** Time for which a new key may be unused without being counted. */
const GRACE_DAYS = 7;

interface FaultRow {
  readonly fault: (typeof FAULTS)[number];
  readonly total: number;
  readonly key_id: string;
  readonly key: string;
  readonly agent_id: string | null;
  readonly agent: string | null;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
}

/** Reads the usable keys at the end of a window with their problems. */
export async function readCredentials(client: OrgClient, { orgId, to }: EvidenceWindow): Promise<CredentialFacts> {
  const [all] = await client.$queryRaw<{ keys: number }[]>`
    SELECT count(*)::float8 AS keys FROM app.api_key k LEFT JOIN app.agent g ON g.org_id = k.org_id AND g.agent_id = k.agent_id
    WHERE k.org_id = ${orgId}::uuid AND k.created_at < ${to} AND (k.revoked_at IS NULL OR k.revoked_at > ${to})
      AND (k.expires_at IS NULL OR k.expires_at > ${to}) AND g.status IS DISTINCT FROM 'disabled'`;
  const rows = await client.$queryRaw<FaultRow[]>`
    WITH live AS (
      SELECT k.key_id, k.name AS key, k.agent_id, g.name AS agent, k.created_at, k.expires_at, k.last_used_at
      FROM app.api_key k LEFT JOIN app.agent g ON g.org_id = k.org_id AND g.agent_id = k.agent_id
      WHERE k.org_id = ${orgId}::uuid AND k.created_at < ${to} AND (k.revoked_at IS NULL OR k.revoked_at > ${to})
        AND (k.expires_at IS NULL OR k.expires_at > ${to}) AND g.status IS DISTINCT FROM 'disabled'
    ), faults AS (
      SELECT 'old' AS fault, live.* FROM live WHERE created_at < ${to}::timestamptz - make_interval(days => ${KEY_MAX_AGE_DAYS}::int)
      UNION ALL SELECT 'endless', live.* FROM live WHERE expires_at IS NULL
      UNION ALL SELECT 'unused', live.* FROM live
        WHERE created_at < ${to}::timestamptz - make_interval(days => ${GRACE_DAYS}::int)
          AND coalesce(last_used_at, '-infinity') < ${to}::timestamptz - make_interval(days => ${KEY_UNUSED_DAYS}::int)
    )
    SELECT * FROM (SELECT f.*, count(*) OVER (PARTITION BY fault)::float8 AS total,
      row_number() OVER (PARTITION BY fault ORDER BY created_at, key_id) AS place FROM faults f) ranked
    WHERE place <= ${ROWS_SHOWN} ORDER BY fault, place`;
  const [old, endless, unused] = FAULTS.map((fault) => countedOf(rows.filter((row) => row.fault === fault)));
  return { keys: all?.keys ?? 0, old: old ?? NONE, endless: endless ?? NONE, unused: unused ?? NONE };
}

const NONE: Counted<KeyRow> = { count: 0, rows: [] };

function countedOf(rows: readonly FaultRow[]): Counted<KeyRow> {
  return { count: rows[0]?.total ?? 0, rows: rows.map(toKeyRow) };
}

function toKeyRow(row: FaultRow): KeyRow {
  return {
    key_id: encodeId("key", row.key_id),
    key: row.key,
    agent_id: row.agent_id === null ? null : encodeId("agt", row.agent_id),
    agent: row.agent,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at?.toISOString() ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
  };
}
