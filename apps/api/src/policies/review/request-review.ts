import type { PolicyReview, PolicyReviewRequest } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { sealText } from "@agentlattice/db";
import { actorOf } from "../../audit/config-entry.ts";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../http/app-error.ts";
import type { Once } from "../../http/idempotency.ts";
import type { Principal } from "../../http/principal.ts";
import { findInForce } from "../disable-policy.ts";
import { findVersion } from "../find-policy.ts";
import { policyEntry } from "../policy-entry.ts";
import { requirePolicyReach } from "../policy-reach.ts";
import { requirePassingCases } from "../require-passing-cases.ts";
import { wideningOf } from "./require-review.ts";
import { sealContextOf, toReviews } from "./to-review.ts";

export interface RequestReviewInput {
  readonly principal: Principal;
  readonly policyId: string;
  readonly input: PolicyReviewRequest;
  readonly deps: Pick<Deps, "database" | "newId" | "now">;
  readonly once: Once;
}

/**
 * Requests a review to publish a version or to disable the policy. It supersedes earlier requests.
 * @throws AppError NOT_FOUND, POLICY_NOT_IN_FORCE, POLICY_CASES_FAILED, INVALID_REQUEST when it needs no review, POLICY_UNAVAILABLE
 */
export async function requestReview({ principal, policyId, input, deps, once }: RequestReviewInput): Promise<PolicyReview> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const tried = input.disable ? undefined : await requirePassingCases(deps, principal, policyId, input.version);
  return once(async ({ client, origin, now }) => {
    const found = input.disable ? await findInForce(client, orgId, policyId) : await findVersion(client, orgId, policyId, tried);
    await requirePolicyReach(client, principal, found.policy, [found.version]);
    const target = input.disable ? null : found.version;
    const reach = await wideningOf(client, { orgId, keys, policy: found.policy, target });
    if (reach === null)
      throw new AppError("INVALID_REQUEST", {
        detail: "This change provably allows nothing more, so it needs no review. Publish or disable the policy directly.",
      });
    await client.policyReview.updateMany({ where: { orgId, policyId, status: "pending" }, data: { status: "superseded" } });
    const reviewId = deps.newId();
    const { id: requestedBy } = actorOf(principal);
    const row = await client.policyReview.create({
      data: {
        orgId,
        reviewId,
        policyId,
        version: target?.version ?? null,
        baseVersion: found.policy.activeVersion,
        reach,
        status: "pending",
        requestedBy,
        requestedAt: new Date(now),
        comment: input.comment === undefined ? null : sealText(sealContextOf(keys, { orgId, reviewId }, origin, "comment"), input.comment),
      },
    });
    const review = encodeId("prv", reviewId);
    const entry = policyEntry(deps.newId(), principal, found.version, { change: "review_requested", review, requested_by: requestedBy });
    const [result] = await toReviews(client, { principal, keys, rows: [row] });
    return { result: result as PolicyReview, entries: [entry], changesAnswers: false };
  });
}
