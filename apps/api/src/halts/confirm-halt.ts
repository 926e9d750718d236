import { encodeId } from "@agentlattice/core";
import { countHaltClients, grantOrgScope, type HaltClientCounts, type OrgClient } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { clientTimes } from "./connected-clients.ts";
import { findHalt } from "./find-halt.ts";
import { haltEntry } from "./halt-entry.ts";

/** The counts of a halt without clients. */
export const NO_CLIENTS: HaltClientCounts = { acknowledged: 0, outstanding: 0, disconnected: 0, lastAcknowledgedAt: null };

/** Counts the clients of one halt. @param now ms since the epoch */
export async function countClients(client: OrgClient, orgId: string, haltId: string, now: number): Promise<HaltClientCounts> {
  const counts = await countHaltClients(client, orgId, [haltId], { agentId: null, ...clientTimes(now) });
  return counts.get(haltId) ?? NO_CLIENTS;
}

/** Returns true when a client has acknowledged and none is outstanding. INVARIANT: a client that disconnected confirms nothing. */
export function isConfirmed({ acknowledged, outstanding }: HaltClientCounts): boolean {
  return acknowledged > 0 && outstanding === 0;
}

/** Records once that a halt is confirmed. Does nothing while it is not. */
export async function confirmHalt(deps: Pick<Deps, "database" | "newId" | "now">, orgId: string, haltId: string): Promise<void> {
  const scope = grantOrgScope(orgId);
  if (!isConfirmed(await deps.database.inOrg(scope, (client) => countClients(client, orgId, haltId, deps.now())))) return;
  await deps.database.audited(scope, async ({ client, now }) => {
    const halt = await findHalt(client, orgId, haltId);
    const counts = await countClients(client, orgId, haltId, now);
    if (halt.confirmedAt || halt.resumedAt || !isConfirmed(counts)) return { result: null, entries: [], changesAnswers: false };
    await client.halt.update({
      where: { orgId_haltId: { orgId, haltId } },
      data: { confirmedAt: new Date(now) },
      select: { orgId: true },
    });
    const after_ms = Math.max(0, Math.round(now - halt.requestedAt.getTime()));
    const actor = { type: "system", id: encodeId("org", orgId) } as const;
    const entry = haltEntry(
      { id: deps.newId(), actor, halt },
      { kind: "halt.confirmed", data: { clients: counts.acknowledged, after_ms, ...disconnectedOf(counts) } },
    );
    return { result: null, entries: [entry], changesAnswers: false };
  });
}

/** Returns the clients that disconnected, for the entry of a halt. Entries of halts without such clients have no such member. */
export function disconnectedOf({ disconnected }: HaltClientCounts): { readonly disconnected?: number } {
  return disconnected === 0 ? {} : { disconnected };
}
