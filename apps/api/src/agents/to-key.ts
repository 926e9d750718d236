import { type Key, Role, SCOPES_OF_ROLE } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import type { z } from "zod";
import type { Principal } from "../http/principal.ts";
import { youCan } from "../http/you.ts";

export type KeyRow = NonNullable<Awaited<ReturnType<OrgClient["apiKey"]["findFirst"]>>>;

/** The members among the creators of keys, by id. */
export type Creators = ReadonlyMap<string, { readonly name: string; readonly role: Role }>;

/** Reads those creators of keys who are members. */
export async function readCreators(client: OrgClient, orgId: string, keys: readonly Pick<KeyRow, "madeByUserId">[]): Promise<Creators> {
  const userIds = [...new Set(keys.flatMap(({ madeByUserId }) => madeByUserId ?? []))];
  const members = await client.member.findMany({
    where: { orgId, userId: { in: userIds } },
    select: { userId: true, role: true, user: { select: { name: true } } },
  });
  return new Map(members.map(({ userId, role, user }) => [userId, { name: user.name, role: Role.parse(role) }]));
}

interface KeyView {
  readonly principal: Principal;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly creators: Creators;
  /** True for the key of a delegated agent, which is never rotated. */
  readonly delegated?: boolean;
}

/** Converts a key to its wire format. */
export function toKey(row: KeyRow, { principal, now, creators, delegated = false }: KeyView): z.output<typeof Key> {
  const creator = row.madeByUserId === null ? undefined : creators.get(row.madeByUserId);
  const covered: readonly string[] = creator ? SCOPES_OF_ROLE[creator.role] : [];
  const usable = row.revokedAt === null && (row.expiresAt === null || row.expiresAt.getTime() > now);
  const ofAgent = row.agentId !== null;
  return {
    id: encodeId("key", row.keyId),
    name: row.name,
    environment: row.environment as z.output<typeof Key>["environment"],
    scopes: row.scopes,
    effective_scopes: row.scopes.filter((scope) => covered.includes(scope)),
    created_by: row.madeByUserId === null ? null : { id: encodeId("usr", row.madeByUserId), name: creator?.name ?? null },
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
