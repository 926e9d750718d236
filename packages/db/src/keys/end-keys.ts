import type { AuditedContext } from "../ledger/audited.ts";
import type { OrgClient } from "../tenancy/in-org.ts";

type KeyRow = Awaited<ReturnType<OrgClient["apiKey"]["findMany"]>>[number];

/** The new end of keys. */
type KeyEnd = { readonly revokedAt: Date } | { readonly expiresAt: Date };

/** Revokes keys or changes when they expire, with their seals, and returns the changed rows. */
export async function endKeys({ client, seals }: AuditedContext, keys: readonly KeyRow[], end: KeyEnd): Promise<KeyRow[]> {
  const [first] = keys;
  if (!first) return [];
  const changed = keys.map((key) => {
    const row = { ...key, ...end };
    return { ...row, seal: seals.apiKey(row) };
  });
  const keyIds = changed.map(({ keyId }) => keyId);
  const values = changed.map(({ seal }) => seal);
  await client.$executeRaw`UPDATE app.api_key k SET seal = u.seal, revoked_at = coalesce(${"revokedAt" in end ? end.revokedAt : null}::timestamptz, k.revoked_at),
      expires_at = coalesce(${"expiresAt" in end ? end.expiresAt : null}::timestamptz, k.expires_at)
    FROM unnest(${keyIds}::uuid[], ${values}::bytea[]) u(key_id, seal) WHERE k.org_id = ${first.orgId}::uuid AND k.key_id = u.key_id`;
  return changed;
}
