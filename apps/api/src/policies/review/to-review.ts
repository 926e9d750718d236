import type { PolicyReview } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { toHex } from "@agentlattice/core/ledger";
import { type OrgClient, type OrgKeys, openText } from "@agentlattice/db";
import type { Principal } from "../../http/principal.ts";
import { readNames } from "../policy-history.ts";
import { reviewRefusal } from "./review-refusal.ts";

export type ReviewRow = NonNullable<Awaited<ReturnType<OrgClient["policyReview"]["findFirst"]>>>;

/** Returns the context that a review's encrypted text is bound to. */
export function sealContextOf(keys: OrgKeys, row: Pick<ReviewRow, "orgId" | "reviewId">, origin: string, field: "comment" | "reason") {
  return { dataKey: keys.data, orgId: row.orgId, origin, entryId: row.reviewId, field };
}

/** Converts reviews to their wire format for the caller. */
export async function toReviews(
  client: OrgClient,
  { principal, keys, rows }: { principal: Principal; keys: OrgKeys; rows: readonly ReviewRow[] },
): Promise<PolicyReview[]> {
  const { orgId } = principal.scope;
  const { origin } = await client.ledgerHead.findUniqueOrThrow({ where: { orgId }, select: { origin: true } });
  const policies = await client.policy.findMany({ where: { orgId, policyId: { in: rows.map(({ policyId }) => policyId) } } });
  const names = await readNames(
    client,
    orgId,
    rows.flatMap(({ requestedBy, decidedBy }) => [requestedBy, ...(decidedBy === null ? [] : [decidedBy])]),
  );
  const author = (id: string) => ({ id, name: names.get(id) ?? null });
  const reviews: PolicyReview[] = [];
  for (const row of rows) {
    const { policyId, version } = row;
    const target =
      version === null
        ? null
        : await client.policyVersion.findUniqueOrThrow({ where: { orgId_policyId_version: { orgId, policyId, version } } });
    const text = (field: "comment" | "reason") => {
      const sealed = row[field];
      return sealed === null ? null : openText(sealContextOf(keys, row, origin, field), sealed);
    };
    reviews.push({
      id: encodeId("prv", row.reviewId),
      policy: { id: encodeId("pol", policyId), name: policies.find((policy) => policy.policyId === policyId)?.name ?? "" },
      version,
      hash: target && toHex(target.hash),
      base_version: row.baseVersion,
      reach: row.reach as PolicyReview["reach"],
      status: row.status as PolicyReview["status"],
      requested_by: author(row.requestedBy),
      requested_at: row.requestedAt.toISOString(),
      comment: text("comment"),
      decided_by: row.decidedBy === null ? null : author(row.decidedBy),
      decided_at: row.decidedAt?.toISOString() ?? null,
      reason: text("reason"),
      epoch: row.epoch,
      blocked: row.status === "pending" ? await reviewRefusal(client, principal, row, target) : "It is decided.",
    });
  }
  return reviews;
}
