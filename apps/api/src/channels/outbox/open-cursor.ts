import { grantOrgScope, type OrgClient } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";

const AT_ONCE = 100;

/** Starts turning entries into messages from the current end of the log, unless it was started before. */
export async function openCursor(client: OrgClient, orgId: string): Promise<void> {
  const { origin, size } = await client.ledgerHead.findUniqueOrThrow({ where: { orgId }, select: { origin: true, size: true } });
  await client.channelCursor.createMany({ data: { orgId, origin, nextSeq: size }, skipDuplicates: true });
}

/**
 * Starts turning entries into messages in organisations that were created while no notices were sent, from the oldest request that is
 * still pending.
 */
export async function openCursors(deps: Deps): Promise<void> {
  for (const orgId of await deps.database.lookups.organisationsWithoutCursor(AT_ONCE)) {
    await deps.database.inOrg(grantOrgScope(orgId), async (client) => {
      await openCursor(client, orgId);
      const oldest = await client.approval.findFirst({ where: { orgId, status: "pending" }, orderBy: { requestedAt: "asc" } });
      const entry = oldest && (await client.ledgerEntry.findFirst({ where: { orgId, id: oldest.eventId }, select: { seq: true } }));
      if (entry) await client.channelCursor.updateMany({ where: { orgId, nextSeq: { gt: entry.seq } }, data: { nextSeq: entry.seq } });
    });
  }
}
