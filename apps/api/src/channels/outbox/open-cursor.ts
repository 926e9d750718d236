import type { OrgClient } from "@agentlattice/db";

/** Starts turning entries into messages from the current end of the log, unless it was started before. */
export async function openCursor(client: OrgClient, orgId: string): Promise<void> {
  const { origin, size } = await client.ledgerHead.findUniqueOrThrow({ where: { orgId }, select: { origin: true, size: true } });
  await client.channelCursor.upsert({ where: { orgId }, create: { orgId, origin, nextSeq: size }, update: {} });
}
