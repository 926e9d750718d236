import type { OrgClient } from "../tenancy/in-org.ts";

/** A client that a halt is requested of. Ids are UUIDs. */
export interface HaltClient {
  readonly haltId: string;
  readonly keyId: string;
  readonly clientId: string;
  readonly agentId: string;
  readonly environment: string;
  /** Name and version of the client. */
  readonly client: string | null;
  /** True when the client stated no id and got one. */
  readonly isAssigned: boolean;
}

/**
 * Records the clients that halts are requested of, in one statement. A client that is recorded keeps its times, and a client with several
 * streams may be passed several times. A client that got its id from the server, and later connects with that id, counts as one that states its id.
 * @param toldAt the time at which the halts are sent to them; null while they are not
 */
export async function recordHaltClients(
  client: OrgClient,
  orgId: string,
  clients: readonly HaltClient[],
  { addedAt, toldAt }: { readonly addedAt: Date; readonly toldAt: Date | null },
): Promise<void> {
  // The rows are sorted, because processes with streams of the same client lock the same rows.
  await client.$executeRaw`
    INSERT INTO app.halt_client (org_id, halt_id, key_id, client_id, agent_id, environment, client, assigned, added_at, told_at)
    SELECT DISTINCT ON (t.halt_id, t.key_id, t.client_id)
      ${orgId}::uuid, t.halt_id, t.key_id, t.client_id, t.agent_id, t.environment, t.client, t.assigned, ${addedAt}::timestamptz, ${toldAt}::timestamptz
    FROM unnest(
      ${clients.map(({ haltId }) => haltId)}::uuid[], ${clients.map(({ keyId }) => keyId)}::uuid[], ${clients.map(({ clientId }) => clientId)}::uuid[],
      ${clients.map(({ agentId }) => agentId)}::uuid[], ${clients.map(({ environment }) => environment)}::text[],
      ${clients.map(({ client }) => client)}::text[], ${clients.map(({ isAssigned }) => isAssigned)}::boolean[]
    ) AS t (halt_id, key_id, client_id, agent_id, environment, client, assigned)
    ORDER BY t.halt_id, t.key_id, t.client_id, t.assigned
    ON CONFLICT (org_id, halt_id, key_id, client_id) DO UPDATE
      SET told_at = coalesce(halt_client.told_at, EXCLUDED.told_at), assigned = halt_client.assigned AND EXCLUDED.assigned
      WHERE halt_client.told_at IS NULL OR (halt_client.assigned AND NOT EXCLUDED.assigned)`;
}
