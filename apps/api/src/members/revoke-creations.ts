import type { Creation, CreationList, CreationRevocation, RevokedCreations } from "@agentlattice/contract";
import type { SettledEntry } from "@agentlattice/core/settle";
import type { AuditedContext } from "@agentlattice/db";
import type { z } from "zod";
import { announceKeyEnd, type EndedWithKey } from "../agents/end-with-key.ts";
import { revokeKeyInChange } from "../agents/revoke-key.ts";
import { actorOf } from "../audit/config-entry.ts";
import { removeEndpoint } from "../channels/webhooks/change-webhook.ts";
import type { Deps } from "../deps.ts";
import { revokeGrantRow } from "../grants/revoke-grant.ts";
import { AppError } from "../http/app-error.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { type CreationRow, readCreations } from "./read-creations.ts";
import { currentRole } from "./role-checks.ts";

interface Input {
  readonly principal: PersonPrincipal;
  readonly userId: string;
  readonly deps: Deps;
}

/** The revoked creations, and the keys whose end is announced after the commit. */
export interface RevokedRows {
  readonly revoked: readonly Creation[];
  readonly remaining: readonly Creation[];
  readonly keys: readonly { readonly keyId: string; readonly ended: EndedWithKey }[];
  readonly entries: readonly SettledEntry[];
}

/** Lists what a member or a former member created and still works. @throws AppError NOT_FOUND */
export async function listCreations({ principal, userId, deps }: Input): Promise<z.output<typeof CreationList>> {
  const { orgId } = principal.scope;
  return deps.database.inOrg(principal.scope, async (client) => {
    const rows = await readCreations(client, { orgId, userId, now: deps.now() });
    const member = await client.member.findUnique({ where: { orgId_userId: { orgId, userId } }, select: { userId: true } });
    if (!member && rows.length === 0) throw nothingLeft();
    return { remaining: rows.map(({ shown }) => shown) };
  });
}

/** Revokes what a member or a former member created. @throws AppError NOT_FOUND, FORBIDDEN */
export async function revokeCreations({
  principal,
  userId,
  which,
  deps,
}: Input & { readonly which: z.output<typeof CreationRevocation> }): Promise<z.output<typeof RevokedCreations>> {
  const { orgId } = principal.scope;
  const { result } = await deps.database.audited(principal.scope, async (context) => {
    const { client, now } = context;
    await currentRole(client, principal);
    const rows = await readCreations(client, { orgId, userId, now });
    const member = await client.member.findUnique({ where: { orgId_userId: { orgId, userId } }, select: { userId: true } });
    if (!member && rows.length === 0) throw nothingLeft();
    const chosen = "ids" in which ? which.ids : "types" in which ? idsOfTypes(rows, which.types) : "all";
    const revoked = await revokeRows(deps, context, principal, rows, chosen);
    return { result: revoked, entries: revoked.entries, changesAnswers: revoked.revoked.length > 0 };
  });
  announceRevoked(deps, orgId, result);
  return { revoked: [...result.revoked], remaining: [...result.remaining] };
}

function idsOfTypes(rows: readonly CreationRow[], types: readonly Creation["type"][]): string[] {
  return rows.filter(({ shown }) => types.includes(shown.type)).map(({ shown }) => shown.id);
}

/**
 * Revokes the chosen rows in an audited change: keys with their delegations and requests, endpoints with their deliveries, and grants.
 * @throws AppError NOT_FOUND for an id that is not among the rows
 */
export async function revokeRows(
  deps: Deps,
  context: AuditedContext,
  principal: PersonPrincipal,
  rows: readonly CreationRow[],
  choice: "all" | "none" | readonly string[],
): Promise<RevokedRows> {
  const chosen = choice === "all" ? rows : rows.filter(({ shown }) => choice !== "none" && choice.includes(shown.id));
  const known = new Set(rows.map(({ shown }) => shown.id));
  if (typeof choice !== "string" && choice.some((id) => !known.has(id)))
    throw new AppError("NOT_FOUND", {
      detail: "An id of the list is not a usable key, webhook or grant that this person created. GET /members/{id}/creations lists them.",
    });
  const keys: { keyId: string; ended: EndedWithKey }[] = [];
  const entries: SettledEntry[] = [];
  for (const creation of chosen) {
    switch (creation.kind) {
      case "key": {
        const revoked = await revokeKeyInChange(deps, context, principal, creation.row);
        keys.push({ keyId: creation.row.keyId, ended: revoked.ended });
        entries.push(...revoked.entries);
        break;
      }
      case "endpoint":
        entries.push(await removeEndpoint(deps, context.client, creation.row, actorOf(principal)));
        break;
      case "grant":
        entries.push(await revokeGrantRow(deps, context, principal, creation.row));
    }
  }
  return {
    revoked: chosen.map(({ shown }) => shown),
    remaining: rows.filter((row) => !chosen.includes(row)).map(({ shown }) => shown),
    keys,
    entries,
  };
}

/** Wakes the waiting requests of the revoked keys in every process. Called after the commit. */
export function announceRevoked(deps: Pick<Deps, "bus" | "keys" | "waiters">, orgId: string, { keys }: Pick<RevokedRows, "keys">): void {
  for (const { keyId, ended } of keys) announceKeyEnd(deps, orgId, keyId, ended);
}

function nothingLeft(): AppError {
  return new AppError("NOT_FOUND", {
    detail: "There is no such member, and no usable key, webhook or grant of such a person. GET /members lists the members.",
  });
}
