import type { OrgClient } from "../tenancy/in-org.ts";

/** Deletes connections that ended, and records that their clients left the halts in force which they have not acknowledged. */
export async function removeStreamClients(client: OrgClient, orgId: string, connectionIds: readonly string[]): Promise<void> {
  await client.$executeRaw`
    WITH ended AS (
      DELETE FROM app.stream_client WHERE org_id = ${orgId}::uuid AND connection_id = ANY(${[...connectionIds]}::uuid[]) RETURNING key_id, client_id
    )
    UPDATE app.halt_client c SET left_at = clock_timestamp() FROM ended e
    WHERE c.org_id = ${orgId}::uuid AND c.key_id = e.key_id AND c.client_id = e.client_id AND c.acknowledged_at IS NULL
      AND EXISTS (SELECT FROM app.halt h WHERE h.org_id = c.org_id AND h.halt_id = c.halt_id AND h.resumed_at IS NULL)`;
}
