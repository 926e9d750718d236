import type { Key } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import type { AuditedContext, AuditedWork } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { findAgent } from "./find-agent.ts";
import { keyEntry } from "./key-entry.ts";
import { toKey } from "./to-key.ts";

export interface RevokeKeyInput {
  readonly principal: Principal;
  /** UUID of the agent whose key it is; null for a key of the organisation. */
  readonly agentId: string | null;
  readonly keyId: string;
  readonly deps: Deps;
}

/**
 * Revokes a key. Every decision committed after this refuses it. Revoking again answers the same and writes nothing.
 * @throws AppError NOT_FOUND
 */
export async function revokeKey({ principal, agentId, keyId, deps }: RevokeKeyInput): Promise<z.output<typeof Key>> {
  const { orgId } = principal.scope;
  const revoke = async (context: AuditedContext): Promise<AuditedWork<z.output<typeof Key>>> => {
    const { client, now } = context;
    if (agentId) await findAgent(client, principal, agentId);
    const row = await client.apiKey.findFirst({ where: { orgId, keyId, agentId } });
    if (!row) throw keyNotFound();
    if (row.revokedAt) return { result: toKey(row), entries: [], changesAnswers: false };
    const revoked = await client.apiKey.update({ where: { orgId_keyId: { orgId, keyId } }, data: { revokedAt: new Date(now) } });
    return { result: toKey(revoked), entries: [await keyEntry(deps, principal, context, revoked, "key.revoked")], changesAnswers: true };
  };
  return (await deps.database.audited(principal.scope, revoke)).result;
}

/** @throws AppError NOT_FOUND for anything that is not a key's id */
export function keyIdOf(id: string | undefined): string {
  const uuid = decodeId("key", id ?? "");
  if (!uuid) throw keyNotFound();
  return uuid;
}

function keyNotFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "There is no such key." });
}
