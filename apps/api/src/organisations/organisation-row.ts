import type { Organisation } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";

export async function findOrganisation(client: OrgClient, orgId: string) {
  return client.organisation.findUniqueOrThrow({ where: { orgId } });
}

export type OrganisationRow = Awaited<ReturnType<typeof findOrganisation>>;

export function toOrganisation(row: OrganisationRow): Organisation {
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
