import type { RotatedPermitKey } from "@agentlattice/contract";
import { actorOf } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import type { Once } from "../http/idempotency.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { findSigningKey, keyEntry, newPermitKey, storeKey } from "./permit-keys.ts";

/**
 * Replaces the key that signs offline permits. The old key is published during the overlap. Keys whose overlap is over are deleted.
 * @param overlap seconds; 0 withdraws every old key at once
 */
export async function rotatePermitKey(input: {
  readonly principal: PersonPrincipal;
  readonly overlap: number;
  readonly once: Once;
  readonly deps: Deps;
}): Promise<RotatedPermitKey> {
  const { principal, overlap, once, deps } = input;
  const { orgId } = principal.scope;
  return once(async ({ client, now }) => {
    const before = await findSigningKey(client, orgId);
    const until = new Date(now + overlap * 1_000);
    if (before) await client.permitKey.update({ where: { orgId_kid: { orgId, kid: before.kid } }, data: { endsAt: until } });
    await client.permitKey.deleteMany({ where: { orgId, endsAt: overlap === 0 ? { not: null } : { lte: new Date(now) } } });
    const { kid } = await storeKey(client, orgId, now, newPermitKey(deps, orgId));
    const replaced = before ? { replaces: before.kid, until: until.toISOString() } : {};
    return {
      result: { kid, previous: before?.kid ?? null, previous_until: before ? until.toISOString() : null },
      entries: [keyEntry(deps, actorOf(principal), orgId, { key: kid, change: before ? "rotated" : "created", ...replaced })],
      changesAnswers: false,
    };
  });
}
