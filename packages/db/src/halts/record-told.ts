import type { OrgClient } from "../tenancy/in-org.ts";

/** A client that a halt is sent to. Ids are UUIDs. */
export interface ToldClient {
  readonly haltId: string;
  readonly keyId: string;
  readonly clientId: string;
  readonly agentId: string;
  readonly environment: string;
  /** Name and version of the client. */
  readonly client: string | null;
}

/**
 * Records that halts are sent to clients now, in one statement. The halt has recorded the clients that were connected when it was requested;
 * this adds those that connected later. A client with several streams may be given several times. The first time stays.
 */
export async function recordTold(client: OrgClient, orgId: string, told: readonly ToldClient[], at: Date): Promise<void> {
  // The rows are sorted, because processes with streams of the same client lock the same rows.
  await client.$executeRaw`
    INSERT INTO app.halt_client (org_id, halt_id, key_id, client_id, agent_id, environment, client, added_at, told_at)
    SELECT DISTINCT ON (t.halt_id, t.key_id, t.client_id)
      ${orgId}::uuid, t.halt_id, t.key_id, t.client_id, t.agent_id, t.environment, t.client, ${at}::timestamptz, ${at}::timestamptz
    FROM unnest(
      ${told.map(({ haltId }) => haltId)}::uuid[], ${told.map(({ keyId }) => keyId)}::uuid[], ${told.map(({ clientId }) => clientId)}::uuid[],
      ${told.map(({ agentId }) => agentId)}::uuid[], ${told.map(({ environment }) => environment)}::text[],
      ${told.map(({ client }) => client)}::text[]
    ) AS t (halt_id, key_id, client_id, agent_id, environment, client)
    ORDER BY t.halt_id, t.key_id, t.client_id
    ON CONFLICT (org_id, halt_id, key_id, client_id) DO UPDATE SET told_at = EXCLUDED.told_at WHERE halt_client.told_at IS NULL`;
}
