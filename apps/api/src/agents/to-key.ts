import type { Key } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import type { z } from "zod";
import type { Principal } from "../http/principal.ts";
import { youCan } from "../http/you.ts";

export type KeyRow = NonNullable<Awaited<ReturnType<OrgClient["apiKey"]["findFirst"]>>>;

/** Converts a key to its wire format. @param now ms since the epoch @param options `delegated`: the key of a delegated agent, which is never rotated */
export function toKey(row: KeyRow, principal: Principal, now: number, { delegated = false } = {}): z.output<typeof Key> {
  const usable = row.revokedAt === null && (row.expiresAt === null || row.expiresAt.getTime() > now);
  const ofAgent = row.agentId !== null;
  return {
    id: encodeId("key", row.keyId),
    name: row.name,
    environment: row.environment as z.output<typeof Key>["environment"],
    scopes: row.scopes,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt?.toISOString() ?? null,
    revoked_at: row.revokedAt?.toISOString() ?? null,
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    you: youCan(principal, {
      rotateAgentKey: ofAgent && usable && !delegated,
      revokeAgentKey: ofAgent && usable,
      rotateOrgKey: !ofAgent && usable,
      revokeOrgKey: !ofAgent && usable,
    }),
  };
}
