import type { Organisation } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";

export async function findOrganisation(client: OrgClient, orgId: string) {
  return client.organisation.findUniqueOrThrow({ where: { orgId } });
}

export function toOrganisation(row: Awaited<ReturnType<typeof findOrganisation>>): Organisation {
  return {
    id: encodeId("org", row.orgId),
    name: row.name,
    zone: row.zone,
    text_index: row.textIndex === "on",
    sample: row.sample,
    created_at: row.createdAt.toISOString(),
    purge_at: row.purgeAt?.toISOString() ?? null,
  };
}
