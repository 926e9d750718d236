import type { OrgClient } from "../tenancy/in-org.ts";

/** A heartbeat of a client. Ids are UUIDs. */
export interface HeartbeatRow {
  readonly keyId: string;
  /** Empty for a client without a name. */
  readonly client: string;
  readonly agentId: string;
  readonly environment: string;
  readonly version: string | null;
  readonly runId: string | null;
  /** Milliseconds after which the client is silent unless it sends another heartbeat. */
  readonly silentAfterMs: number;
}

/** Maximum number of stored clients per API key. Above it, the client with the oldest heartbeat is deleted. */
const MAX_CLIENTS = 100;

/**
 * Stores heartbeats of different clients in one statement.
 * @returns the UUIDs of agents with a client that was unknown or silent before
 */
export async function storeHeartbeats(client: OrgClient, orgId: string, heartbeats: readonly HeartbeatRow[]): Promise<string[]> {
  const rows = await client.$queryRaw<{ agent_id: string }[]>`
    WITH beat AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(lastOfEachKey(heartbeats))}::jsonb)
        AS b("keyId" uuid, client text, "agentId" uuid, environment text, version text, "runId" uuid, "silentAfterMs" integer)
    ), heard AS (
      SELECT h.key_id, h.client FROM app.heartbeat h JOIN beat b ON b."keyId" = h.key_id AND b.client = h.client
      WHERE h.org_id = ${orgId}::uuid AND h.silent_at IS NOT NULL
    ), stored AS (
      INSERT INTO app.heartbeat (org_id, key_id, client, agent_id, environment, version, run_id, first_seen_at, seen_at, silent_at)
      SELECT ${orgId}::uuid, b."keyId", b.client, b."agentId", b.environment, b.version, b."runId", statement_timestamp(), statement_timestamp(),
        statement_timestamp() + b."silentAfterMs" * interval '1 millisecond'
      FROM beat b ORDER BY b."keyId", b.client
      ON CONFLICT (org_id, key_id, client) DO UPDATE
        SET version = excluded.version, run_id = excluded.run_id, seen_at = excluded.seen_at, silent_at = excluded.silent_at
      RETURNING key_id, client, agent_id
    ), surplus AS (
      DELETE FROM app.heartbeat h USING (
        SELECT l.key_id, l.client FROM app.heartbeat l JOIN (
          SELECT o.key_id, o.client, row_number() OVER (PARTITION BY o.key_id ORDER BY o.seen_at DESC) AS position
          FROM app.heartbeat o WHERE o.org_id = ${orgId}::uuid AND o.key_id IN (SELECT "keyId" FROM beat)
            AND NOT EXISTS (SELECT FROM beat b WHERE b."keyId" = o.key_id AND b.client = o.client)
        ) old ON old.key_id = l.key_id AND old.client = l.client
          AND old.position > ${MAX_CLIENTS} - (SELECT count(*) FROM beat b WHERE b."keyId" = l.key_id)
        WHERE l.org_id = ${orgId}::uuid
        -- Rows that another process writes stay, so that two processes never wait for each other.
        FOR UPDATE OF l SKIP LOCKED
      ) old
      WHERE h.org_id = ${orgId}::uuid AND h.key_id = old.key_id AND h.client = old.client
    )
    SELECT DISTINCT s.agent_id FROM stored s
    WHERE NOT EXISTS (SELECT FROM heard h WHERE h.key_id = s.key_id AND h.client = s.client)`;
  return rows.map(({ agent_id }) => agent_id);
}

/** Returns the last heartbeats of each key, as many as it has clients at most. */
function lastOfEachKey(heartbeats: readonly HeartbeatRow[]): HeartbeatRow[] {
  const counts = new Map<string, number>();
  return heartbeats.toReversed().filter(({ keyId }) => {
    const count = (counts.get(keyId) ?? 0) + 1;
    counts.set(keyId, count);
    return count <= MAX_CLIENTS;
  });
}
