import type { GrantBounds } from "@agentlattice/contract";
import type { Submission } from "@agentlattice/core";
import { fromMicros, type GrantTerms } from "@agentlattice/core/policy";
import type { OrgClient } from "@agentlattice/db";
import { readPayloads } from "@agentlattice/db";
import type { Deps } from "../deps.ts";

/** The payload `grant` of the entry that gave a grant. */
export interface SealedGrant {
  readonly terms: GrantTerms;
  /** The approved submission, with which later ones are compared. */
  readonly submission: Submission;
  /** The policies that asked, as `id:hash`. */
  readonly asked: readonly string[];
}

export type GrantRow = Awaited<ReturnType<OrgClient["approvalGrant"]["findMany"]>>[number];

/** A stored grant with its terms; null when they were erased. */
export interface StoredGrant {
  readonly row: GrantRow;
  readonly sealed: SealedGrant | null;
}

/** Decrypts the terms of grants. */
export async function openGrants(deps: Deps, client: OrgClient, orgId: string, rows: readonly GrantRow[]): Promise<StoredGrant[]> {
  if (rows.length === 0) return [];
  const [keys, config] = [await deps.database.keysOf(orgId), await deps.configs.get(orgId)];
  const log = { orgId, origin: config.origin, dataKey: keys.data };
  const payloads = await readPayloads<{ readonly grant: SealedGrant }>(
    client,
    log,
    rows.map(({ entryId }) => entryId),
  );
  return rows.map((row) => ({ row, sealed: payloads.get(row.entryId)?.grant ?? null }));
}

/** Converts the terms of a grant to their wire format. */
export function toBounds({ for: seconds, count, sum, sum_field, where }: GrantTerms): GrantBounds {
  return { for: seconds, count, sum: sum === null ? null : fromMicros(sum), sum_field, where: where as unknown as GrantBounds["where"] };
}
