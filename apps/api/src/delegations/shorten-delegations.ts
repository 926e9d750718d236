import { type AuditedContext, endKeys, readSubtree } from "@agentlattice/db";

/**
 * Shortens the delegations that were created with a key, and their descendants, to end no later than the given time.
 * @returns SHA-256 of the keys that now end earlier
 */
export async function shortenDelegationsOfKey(context: AuditedContext, orgId: string, keyId: string, until: Date): Promise<Uint8Array[]> {
  const { client } = context;
  const made = await client.delegation.findMany({ where: { orgId, parentKeyId: keyId, endedAt: null }, select: { delegationId: true } });
  if (made.length === 0) return [];
  const subtree = await readSubtree(
    client,
    orgId,
    made.map((row) => row.delegationId),
  );
  const later = { orgId, delegationId: { in: subtree }, endedAt: null, expiresAt: { gt: until } };
  const shortened = await client.delegation.findMany({ where: later, select: { keyId: true } });
  await client.delegation.updateMany({ where: later, data: { expiresAt: until } });
  const keys = { orgId, keyId: { in: shortened.map((row) => row.keyId) } };
  const rows = await client.apiKey.findMany({ where: keys });
  const longer = rows.filter(({ expiresAt }) => expiresAt !== null && expiresAt > until);
  await endKeys(context, longer, { expiresAt: until });
  return rows.map((row) => row.keyHash);
}
