import { encodeId } from "@agentlattice/core";
import { comparePolicies } from "@agentlattice/core/policy";
import type { OrgClient, OrgKeys } from "@agentlattice/db";
import { AppError } from "../../http/app-error.ts";
import { findVersion, type PolicyRow, type VersionRow } from "../find-policy.ts";
import { readManifest } from "../read-manifest.ts";
import { readSaved, readUntouched } from "../read-untouched.ts";

/** A change of the version in force. */
export interface IntendedChange {
  readonly orgId: string;
  readonly keys: OrgKeys;
  readonly policy: PolicyRow;
  /** The new version; null to disable the policy. */
  readonly target: VersionRow | null;
}

/** Requires a review for widenings. @throws AppError REVIEW_REQUIRED when a second person must review the change, POLICY_UNAVAILABLE */
export async function requireReview(client: OrgClient, change: IntendedChange): Promise<void> {
  const { orgId, keys, policy, target } = change;
  const manifest = await readManifest(client, orgId, keys.manifest.publicKey);
  if (!manifest.review_widenings) return;
  const reach = await wideningOf(client, change);
  if (reach === null) return;
  const pending = await client.policyReview.findFirst({
    where: { orgId, policyId: policy.policyId, status: "pending", version: target?.version ?? null },
  });
  const what = reach === "wider" ? "lets more through" : "may let more through";
  throw new AppError("REVIEW_REQUIRED", {
    detail: pending
      ? `This ${what} and waits for another person: an owner or admin decides it at POST /policies/${encodeId("pol", policy.policyId)}/reviews/${encodeId("prv", pending.reviewId)}/decision.`
      : `This ${what}, so another person has to approve it. Ask for that with POST /policies/${encodeId("pol", policy.policyId)}/reviews.`,
    details: { reach, review_id: pending ? encodeId("prv", pending.reviewId) : null },
  });
}

/** Returns how a change may allow more; null when it provably does not. */
export async function wideningOf(client: OrgClient, { orgId, policy, target }: IntendedChange): Promise<"wider" | "unclear" | null> {
  const { policyId, activeVersion } = policy;
  const active = activeVersion === null ? null : (await findVersion(client, orgId, policyId, activeVersion)).version;
  const before = active && readSaved(active);
  // The version in force cannot be read, so the comparison is impossible.
  if (active && before === null) return "unclear";
  const { reach } = comparePolicies(before, target && readUntouched(target));
  return reach === "wider" || reach === "unclear" ? reach : null;
}
