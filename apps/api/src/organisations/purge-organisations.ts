import { encodeId } from "@agentlattice/core";
import { formatVkey } from "@agentlattice/core/ledger";
import { grantOrgScope, type LastHead, sha256 } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { organisationEntry } from "./organisation-entry.ts";

/**
 * Deletes organisations whose grace period is over. First a separate commit ends the ledger, so that its last head can be signed and kept. Then
 * the rows are deleted. Several processes may run this concurrently and continue each other's work.
 */
export async function purgeOrganisations(deps: Pick<Deps, "database" | "log" | "newId">): Promise<void> {
  const { lookups } = deps.database;
  for (const orgId of await lookups.organisationsToPurge()) await attempt(deps, orgId, () => endLog(deps, orgId));
  for (const orgId of await lookups.removedOrganisations()) await attempt(deps, orgId, () => deleteRows(deps, orgId));
}

/** Processes each organisation separately, so that a failure does not affect the others. */
async function attempt(deps: Pick<Deps, "log">, orgId: string, step: () => Promise<void>): Promise<void> {
  await step().catch((err) =>
    deps.log.warn({ err, org: encodeId("org", orgId) }, "an organisation could not be purged and is tried again"),
  );
}

/** Records the end of the ledger and locks out its owners. Does nothing when another process did, or an owner cancelled the deletion. */
async function endLog(deps: Pick<Deps, "database" | "newId">, orgId: string): Promise<void> {
  await deps.database.audited(grantOrgScope(orgId), async ({ client, now }) => {
    const at = new Date(now);
    const { count } = await client.organisation.updateMany({
      where: { orgId, purgeAt: { lte: at }, removedAt: null },
      data: { removedAt: at },
    });
    if (count === 0) return { result: null, entries: [], changesAnswers: false };
    await client.session.updateMany({ where: { orgId, endedAt: null }, data: { endedAt: at } });
    const actor = { type: "system", id: encodeId("org", orgId) } as const;
    return {
      result: null,
      entries: [organisationEntry({ id: deps.newId(), orgId, actor, data: { change: "purged" } })],
      changesAnswers: true,
    };
  });
}

async function deleteRows(deps: Pick<Deps, "database">, orgId: string): Promise<void> {
  await deps.database.removeOrganisation(orgId, await lastHeadOf(deps, orgId));
}

/** INVARIANT: the rows of a ledger that cannot be signed, because it diverged from its last signed head, are not deleted. */
async function lastHeadOf({ database }: Pick<Deps, "database">, orgId: string): Promise<LastHead> {
  const { origin, size, checkpoint, publicKey } = await database.signedHead(orgId);
  return { origin, size, checkpoint, vkey: formatVkey(sha256, { origin, publicKey }) };
}
