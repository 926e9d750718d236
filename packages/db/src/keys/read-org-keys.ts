import type { OrgClient } from "../tenancy/in-org.ts";
import type { StoredKeys, WrappedKey } from "./org-keys.ts";

/**
 * Reads the wrapped keys of an organisation.
 * INVARIANT: the version is read before the rows, so the keys are never older than it.
 */
export async function readOrgKeys(client: OrgClient, orgId: string): Promise<StoredKeys> {
  const head = await client.ledgerHead.findUnique({ where: { orgId }, select: { configVersion: true } });
  const keys = await client.orgKey.findMany({ where: { orgId } });
  const later = await client.logKey.findMany({ where: { orgId }, orderBy: { number: "asc" } });
  const logKeys = later.map((row) => ({ ...row, seq: Number(row.seq) }));
  return { version: Number(head?.configVersion ?? 0), keys: keys as WrappedKey[], logKeys };
}
