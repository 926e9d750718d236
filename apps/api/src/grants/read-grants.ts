import type { GrantBounds, GrantCoverage } from "@agentlattice/contract";
import { decodeId, encodeId, type Submission } from "@agentlattice/core";
import { fromMicros, type GrantTerms } from "@agentlattice/core/policy";
import type { OrgClient } from "@agentlattice/db";
import { type OrgScope, readPayloads } from "@agentlattice/db";
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

type GrantDeps = Pick<Deps, "configs" | "database">;

/** Decrypts the terms of grants. */
export async function openGrants(deps: GrantDeps, client: OrgClient, orgId: string, rows: readonly GrantRow[]): Promise<StoredGrant[]> {
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

/** The uses of a grant so far, with their sum in millionths. */
interface Used {
  readonly uses: number;
  readonly sum: number;
}

function boundsIn(terms: GrantTerms): NonNullable<GrantCoverage["bounds"]> {
  const { where, ...bounds } = toBounds(terms);
  return where === null ? bounds : { ...bounds, where };
}

/** Returns what a grant still covers. @param terms null when they were erased */
export function toCoverage(
  { grantId, actionType, expiresAt }: { readonly grantId: string; readonly actionType: string; readonly expiresAt: number },
  terms: GrantTerms | null,
  { uses, sum }: Used,
): GrantCoverage {
  return {
    id: encodeId("gra", grantId),
    action_type: actionType,
    ...(terms ? { bounds: boundsIn(terms), uses_left: Math.max(0, terms.count - uses) } : {}),
    sum_left: terms === null || terms.sum === null ? null : fromMicros(Math.max(0, terms.sum - sum)),
    expires_at: new Date(expiresAt).toISOString(),
  };
}

/** Returns what the grant of an approval covers; null when none was given. */
export async function readGrantOfApproval(deps: GrantDeps, scope: OrgScope, approvalId: string): Promise<GrantCoverage | null> {
  return readCoverage(deps, scope, { approvalId }, null);
}

/** Returns what a grant covered after a use. @param grant wire id */
export async function readGrantAfterUse(deps: GrantDeps, scope: OrgScope, grant: string, used: Used): Promise<GrantCoverage | null> {
  return readCoverage(deps, scope, { grantId: decodeId("gra", grant) ?? "" }, used);
}

/** Reads the newest grant of a filter. @param used null for the uses so far */
async function readCoverage(
  deps: GrantDeps,
  scope: OrgScope,
  where: { readonly approvalId: string } | { readonly grantId: string },
  used: Used | null,
): Promise<GrantCoverage | null> {
  const { orgId } = scope;
  const [found] = await deps.database.inOrg(scope, async (client) =>
    openGrants(
      deps,
      client,
      orgId,
      await client.approvalGrant.findMany({ where: { orgId, ...where }, orderBy: { grantId: "desc" }, take: 1 }),
    ),
  );
  if (!found) return null;
  const { row, sealed } = found;
  const counted = used ?? { uses: Number(row.uses), sum: Number(row.usedSum) };
  return toCoverage({ ...row, expiresAt: row.expiresAt.getTime() }, sealed?.terms ?? null, counted);
}
