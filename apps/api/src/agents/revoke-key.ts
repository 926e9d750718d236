import type { Key } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import type { SettledEntry } from "@agentlattice/core/settle";
import { type AuditedContext, type AuditedWork, endKeys } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { withinEnvironment } from "../http/environment-reach.ts";
import type { Principal } from "../http/principal.ts";
import { announceKeyEnd, type EndedWithKey, endWithKey } from "./end-with-key.ts";
import { findAgent } from "./find-agent.ts";
import { keyEntry } from "./key-entry.ts";
import { type KeyRow, readCreators, toKey } from "./to-key.ts";

export interface RevokeKeyInput {
  readonly principal: Principal;
  /** UUID of the agent; null for an organisation key. */
  readonly agentId: string | null;
  readonly keyId: string;
  readonly deps: Pick<Deps, "bus" | "database" | "keys" | "newId" | "waiters">;
}

/**
 * Revokes a key and ends the delegations and requests that were made with it. Every later decision rejects the key. Revoking it again returns
 * the same result and writes nothing.
 * @throws AppError NOT_FOUND
 */
export async function revokeKey({ principal, agentId, keyId, deps }: RevokeKeyInput): Promise<z.output<typeof Key>> {
  const { orgId } = principal.scope;
  const revoke = async (context: AuditedContext): Promise<AuditedWork<Revoked>> => {
    const { client, now } = context;
    if (agentId) await findAgent(client, principal, agentId);
    const row = await client.apiKey.findFirst({ where: { orgId, keyId, agentId, ...withinEnvironment(principal) } });
    if (!row) throw keyNotFound();
    const creators = await readCreators(client, orgId, [row]);
    if (row.revokedAt)
      return { result: { key: toKey(row, { principal, now, creators }), ended: null }, entries: [], changesAnswers: false };
    const { key, ended, entries } = await revokeKeyInChange(deps, context, principal, row);
    return { result: { key: toKey(key, { principal, now, creators }), ended }, entries, changesAnswers: true };
  };
  const { result } = await deps.database.audited(principal.scope, revoke);
  if (result.ended) announceKeyEnd(deps, orgId, keyId, result.ended);
  return result.key;
}

interface Revoked {
  readonly key: z.output<typeof Key>;
  readonly ended: EndedWithKey | null;
}

/** Revokes a key in an audited change, with the delegations and requests that were made with it. */
export async function revokeKeyInChange(
  deps: Pick<Deps, "database" | "newId">,
  context: AuditedContext,
  principal: Principal,
  row: KeyRow,
): Promise<{ readonly key: KeyRow; readonly ended: EndedWithKey; readonly entries: readonly SettledEntry[] }> {
  const ended = await endWithKey(deps, context, principal, row.keyId);
  const [key = row] = await endKeys(context, [row], { revokedAt: new Date(context.now) });
  const entry = await keyEntry(deps, principal, context, key, { kind: "key.revoked" });
  return { key, ended, entries: [entry, ...ended.entries] };
}

/** Decodes the id of a key. @throws AppError NOT_FOUND for other text */
export function keyIdOf(id: string | undefined): string {
  const uuid = decodeId("key", id ?? "");
  if (!uuid) throw keyNotFound();
  return uuid;
}

export function keyNotFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "There is no such key. List the keys to find its id." });
}
