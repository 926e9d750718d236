import type { OrgClient } from "../tenancy/in-org.ts";

/** Returns the UUIDs of these delegations and all their descendants, including ended ones. A chain has at most eight links. */
export async function readSubtree(client: OrgClient, orgId: string, delegationIds: readonly string[]): Promise<string[]> {
  const rows = await client.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE below AS (
      SELECT delegation_id FROM app.delegation WHERE org_id = ${orgId}::uuid AND delegation_id = ANY(${[...delegationIds]}::uuid[])
      UNION
      SELECT d.delegation_id FROM below b JOIN app.delegation d ON d.org_id = ${orgId}::uuid AND d.parent_delegation_id = b.delegation_id
    ) SELECT delegation_id::text AS id FROM below`;
  return rows.map((row) => row.id);
}
