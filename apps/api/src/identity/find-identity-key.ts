import { decodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";

const INCLUDE = { sequence: true, gaps: { orderBy: { fromSequence: "desc" }, take: 50 } } as const;

/** Lists the identity keys of an agent, newest first. */
export async function findIdentityKeys(
  client: OrgClient,
  orgId: string,
  agentId: string,
  page: { before?: string | undefined; take?: number } = {},
) {
  const older = page.before === undefined ? {} : { identityKeyId: { lt: page.before } };
  return client.agentIdentityKey.findMany({
    where: { orgId, agentId, ...older },
    include: INCLUDE,
    orderBy: { identityKeyId: "desc" },
    ...(page.take === undefined ? {} : { take: page.take }),
  });
}

export type IdentityKeyRow = Awaited<ReturnType<typeof findIdentityKeys>>[number];

/** Finds an identity key of an agent. @throws AppError NOT_FOUND */
export async function findIdentityKey(client: OrgClient, orgId: string, agentId: string, identityKeyId: string): Promise<IdentityKeyRow> {
  const row = await client.agentIdentityKey.findFirst({ where: { orgId, agentId, identityKeyId }, include: INCLUDE });
  if (!row) throw notFound();
  return row;
}

/** Decodes the id of an identity key. @throws AppError NOT_FOUND for other text */
export function identityKeyIdOf(id: string | undefined): string {
  const uuid = decodeId("aik", id ?? "");
  if (!uuid) throw notFound();
  return uuid;
}

function notFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "The agent has no such identity key. GET /agents/{id}/identity-keys lists them." });
}
