import { type OrgClient, readSubtree } from "@agentlattice/db";

/**
 * Shortens the delegations that were created with a key, and their descendants, to end no later than the given time.
 * @returns SHA-256 of the keys that now end earlier
 */
export async function shortenDelegationsOfKey(client: OrgClient, orgId: string, keyId: string, until: Date): Promise<Uint8Array[]> {
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
  await client.apiKey.updateMany({ where: { ...keys, expiresAt: { gt: until } }, data: { expiresAt: until } });
  const hashes = await client.apiKey.findMany({ where: keys, select: { keyHash: true } });
  return hashes.map((row) => row.keyHash);
}
