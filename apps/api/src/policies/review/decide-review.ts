import type { PolicyReview, PolicyReviewDecision } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import { toHex } from "@agentlattice/core/ledger";
import { type AuditedContext, type AuditedWork, type OrgClient, type OrgKeys, sealText } from "@agentlattice/db";
import { actorOf } from "../../audit/config-entry.ts";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../http/app-error.ts";
import type { Once } from "../../http/idempotency.ts";
import type { Principal } from "../../http/principal.ts";
import { findInForce, takeOutOfForce } from "../disable-policy.ts";
import { findVersion, type PolicyRow, type VersionRow } from "../find-policy.ts";
import { policyEntry, type Reviewed } from "../policy-entry.ts";
import { putInForce } from "../publish-policy.ts";
import { reviewRefusal } from "./review-refusal.ts";
import { type ReviewRow, sealContextOf, toReviews } from "./to-review.ts";

export interface DecideReviewInput {
  readonly principal: Principal;
  readonly policyId: string;
  readonly reviewId: string;
  readonly input: PolicyReviewDecision;
  readonly deps: Pick<Deps, "database" | "newId" | "now">;
  readonly once: Once;
}

/**
 * Decides a review. An approval publishes exactly the reviewed version in the same commit.
 * INVARIANT: it runs under the lock of the head, so only one decision counts and the version in force cannot change meanwhile.
 * @throws AppError NOT_FOUND, SEPARATION_OF_DUTIES, ALREADY_DECIDED, DIGEST_MISMATCH, REASON_REQUIRED, POLICY_UNAVAILABLE
 */
export async function decideReview({ principal, policyId, reviewId, input, deps, once }: DecideReviewInput): Promise<PolicyReview> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  if (input.decision === "reject" && input.reason === undefined)
    throw new AppError("REASON_REQUIRED", {
      detail: "A rejection requires a reason, so that the requester can change the policy. Send reason.",
    });
  return once(async (context) => {
    const { client } = context;
    const row = await client.policyReview.findFirst({ where: { orgId, policyId, reviewId } });
    if (!row) throw reviewNotFound();
    const { policy, version } =
      row.version === null ? await findInForceOrStale(client, row) : await findVersion(client, orgId, policyId, row.version);
    const refused = await reviewRefusal(client, principal, row, row.version === null ? null : version);
    if (refused !== null) throw new AppError("SEPARATION_OF_DUTIES", { detail: refused });
    if (row.status !== "pending")
      throw new AppError("ALREADY_DECIDED", { detail: `This review is ${row.status}. Reload it to see what came of it.` });
    const review: Reviewed = { review: encodeId("prv", row.reviewId), requested_by: row.requestedBy };
    const work = { context, principal, keys, deps, policy, version, review };
    if (input.decision === "reject") {
      const entry = policyEntry(deps.newId(), principal, version, { change: "review_rejected", ...review });
      return finish(work, row, input, { result: null, entries: [entry], changesAnswers: false });
    }
    assertSameAsSeen(row, policy, version, input);
    return finish(work, row, input, row.version === null ? await takeOutOfForce(work) : await publishReviewed(work));
  });
}

/** Decodes the id of a review. @throws AppError NOT_FOUND for other text */
export function reviewIdOf(id: string | undefined): string {
  const uuid = decodeId("prv", id ?? "");
  if (!uuid) throw reviewNotFound();
  return uuid;
}

function reviewNotFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "This policy has no such review. GET /policies/reviews lists the reviews." });
}

async function findInForceOrStale(client: OrgClient, { orgId, policyId, baseVersion }: ReviewRow) {
  const { policy } = await findVersion(client, orgId, policyId);
  return policy.activeVersion === null
    ? findVersion(client, orgId, policyId, baseVersion ?? undefined)
    : findInForce(client, orgId, policyId);
}

/** Requires that the reviewed version and the version in force are unchanged since the request. @throws AppError DIGEST_MISMATCH */
function assertSameAsSeen(row: ReviewRow, policy: PolicyRow, version: VersionRow, { hash }: PolicyReviewDecision): void {
  if ((hash ?? null) !== (row.version === null ? null : toHex(version.hash)))
    throw new AppError("DIGEST_MISMATCH", { detail: "The hash is not that of the version under review. Reload it and review it again." });
  if (policy.activeVersion !== row.baseVersion)
    throw new AppError("DIGEST_MISMATCH", {
      detail: "Another version came into force since this was asked for, so it would change something else. Ask for a new review.",
    });
}

async function publishReviewed(
  work: Deciding & { readonly deps: Pick<Deps, "database" | "newId" | "now">; readonly version: VersionRow; readonly review: Reviewed },
) {
  const { context, principal, keys, deps, review } = work;
  const { policyId, version } = work.version;
  const { epoch, entry } = await putInForce(context, { principal, policyId, version, deps, keys, review });
  return { result: { epoch }, entries: [entry], changesAnswers: true };
}

interface Deciding {
  readonly context: AuditedContext;
  readonly principal: Principal;
  readonly keys: OrgKeys;
}

/** Records the decision beside what it changed. */
async function finish(
  { context, principal, keys }: Deciding,
  row: ReviewRow,
  { decision, reason }: PolicyReviewDecision,
  done: AuditedWork<{ readonly epoch: number } | null>,
): Promise<AuditedWork<PolicyReview>> {
  const { client, origin, now } = context;
  const decided = await client.policyReview.update({
    where: { orgId_reviewId: { orgId: row.orgId, reviewId: row.reviewId } },
    data: {
      status: decision === "approve" ? "approved" : "rejected",
      decidedBy: actorOf(principal).id,
      decidedAt: new Date(now),
      reason: reason === undefined ? null : sealText(sealContextOf(keys, row, origin, "reason"), reason),
      epoch: done.result?.epoch ?? null,
    },
  });
  const [result] = await toReviews(client, { principal, keys, rows: [decided] });
  return { ...done, result: result as PolicyReview };
}
