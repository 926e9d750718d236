import type { Key } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import type { z } from "zod";

export type KeyRow = NonNullable<Awaited<ReturnType<OrgClient["apiKey"]["findFirst"]>>>;

export function toKey(row: KeyRow): z.output<typeof Key> {
  return {
    id: encodeId("key", row.keyId),
    name: row.name,
    environment: row.environment as z.output<typeof Key>["environment"],
    scopes: row.scopes,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt?.toISOString() ?? null,
    revoked_at: row.revokedAt?.toISOString() ?? null,
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
  };
}
