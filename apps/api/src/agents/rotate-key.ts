import type { CreatedKey, RotateKeyInput } from "@agentlattice/contract";
import { type AuditedContext, type AuditedWork, endKeys, isSealed, type OrgClient } from "@agentlattice/db";
import type { z } from "zod";
import { shortenDelegationsOfKey } from "../delegations/shorten-delegations.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { withinEnvironment } from "../http/environment-reach.ts";
import type { Once } from "../http/idempotency.ts";
import type { Principal } from "../http/principal.ts";
import { rowTampered } from "../http/row-tampered.ts";
import { assertMayMint } from "./create-agent-key.ts";
import { announceKeyEnd, type EndedWithKey } from "./end-with-key.ts";
import { findAgent } from "./find-agent.ts";
import { mintKey } from "./mint-key.ts";
import { keyNotFound, revokeKeyInChange } from "./revoke-key.ts";
import type { KeyRow } from "./to-key.ts";

type Created = z.output<typeof CreatedKey>;

export interface RotateKey {
  readonly principal: Principal;
  /** UUID of the agent; null for an organisation key. */
  readonly agentId: string | null;
  readonly keyId: string;
  readonly input: z.output<typeof RotateKeyInput>;
  readonly deps: Pick<Deps, "bus" | "database" | "keys" | "newId" | "waiters">;
  readonly once: Once;
}

/**
 * Creates a key that replaces another, which ends after the overlap together with its delegations and requests.
 * @throws AppError NOT_FOUND, FORBIDDEN, KEY_ENDED, DELEGATION_INVALID for the key of a delegated agent
 */
export async function rotateKey({ principal, agentId, keyId, input, deps, once }: RotateKey): Promise<Created> {
  // INVARIANT: the look-up precedes `once`, so that a replay, which returns the key again, is authorised again.
  const key = await deps.database.inOrg(principal.scope, (client) => findRotatable(deps, client, { principal, agentId, keyId }));
  assertMayMint(principal, key.environment);
  let ended: EndedWithKey | null = null;
  let shortened: readonly Uint8Array[] = [];
  const created = await once(async (context) => {
    const old = await findRotatable(deps, context.client, { principal, agentId, keyId });
    assertUsable(old, context.now);
    const minted = await mintKey(deps, principal, context, {
      agentId,
      name: old.name,
      environment: old.environment as Created["environment"],
      scopes: old.scopes,
      expiresIn: input.expires_in ?? lifeOf(old),
      replaces: keyId,
    });
    if (input.overlap === 0) {
      const revoked = await revokeKeyInChange(deps, context, principal, old);
      ended = revoked.ended;
      return { ...minted, entries: [...minted.entries, ...revoked.entries], changesAnswers: true };
    }
    shortened = await letExpire(context, old, input.overlap);
    return { ...minted, changesAnswers: true } satisfies AuditedWork<Created>;
  });
  if (ended) announceKeyEnd(deps, principal.scope.orgId, keyId, ended);
  for (const hash of shortened) deps.keys.remove(hash);
  return created;
}

/** INVARIANT: a key that was changed outside the product is not replaced, because the new key would have what was added. */
async function findRotatable(
  deps: Pick<Deps, "database">,
  client: OrgClient,
  { principal, agentId, keyId }: Pick<RotateKey, "principal" | "agentId" | "keyId">,
): Promise<KeyRow> {
  const agent = agentId === null ? null : await findAgent(client, principal, agentId);
  const key = await client.apiKey.findFirst({ where: { orgId: principal.scope.orgId, keyId, agentId, ...withinEnvironment(principal) } });
  if (!key) throw keyNotFound();
  if (!isSealed(key.seal, deps.database.sealsOf(key.orgId).apiKey(key))) throw rowTampered("key");
  if (agent?.rootAgentId)
    throw new AppError("DELEGATION_INVALID", {
      detail: "A delegated agent has exactly one key, which ends with its delegation. Create a new delegation instead.",
    });
  return key;
}

function assertUsable({ revokedAt, expiresAt }: KeyRow, now: number): void {
  if (revokedAt === null && (expiresAt === null || expiresAt.getTime() > now)) return;
  throw new AppError("KEY_ENDED", { detail: "This key was revoked or has expired. Create a new one instead." });
}

/** Returns the lifetime of the old key in seconds, or undefined when it does not expire. */
function lifeOf({ createdAt, expiresAt }: KeyRow): number | undefined {
  return expiresAt ? Math.max(1, Math.round((expiresAt.getTime() - createdAt.getTime()) / 1000)) : undefined;
}

async function letExpire(context: AuditedContext, key: KeyRow, overlap: number) {
  const until = new Date(context.now + overlap * 1000);
  if (key.expiresAt && key.expiresAt <= until) return [];
  await endKeys(context, [key], { expiresAt: until });
  return shortenDelegationsOfKey(context, key.orgId, key.keyId, until);
}
