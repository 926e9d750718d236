import type { ApprovalReview } from "@agentlattice/contract";

/** Minimum number of decided requests for a proposal. */
const MIN_DECIDED = 5;

/** A proposal to decide a kind of request once. */
interface Proposal {
  /** True if the policies allow grants. */
  readonly grant: boolean;
  /** The policies that asked, which could be changed. */
  readonly policies: readonly { readonly id: string; readonly name: string }[];
}

/** Proposes a grant or a change of the policies when people approved every one of enough similar requests. High risk is never proposed. */
export function proposalFor({
  similar,
  grants,
  policies,
  risk,
}: Pick<ApprovalReview, "similar" | "grants" | "policies" | "risk">): Proposal | null {
  if (similar.denied > 0 || similar.approved < MIN_DECIDED || risk.level === "high" || risk.level === "critical") return null;
  return {
    grant: grants !== null,
    policies: policies.flatMap(({ id, name, verdict }) => (verdict === "approve" ? [{ id, name }] : [])),
  };
}
