"use client";

import type { ApprovalReview } from "@agentlattice/contract";
import { Link } from "#components/ui/link.tsx";
import { formatCount } from "#lib/format/text.ts";
import { proposalFor } from "./propose.ts";

/** The outcomes of similar requests, and what they suggest: a grant or a change of the policy. */
export function SimilarRequests({ approval }: { approval: ApprovalReview }) {
  const { days, approved, denied } = approval.similar;
  const proposal = approval.status === "pending" && approval.you.can_decide ? proposalFor(approval) : null;
  if (approved + denied === 0) return <p className="text-ink-2">No similar requests were decided in {days} days.</p>;
  return (
    <>
      <p className="text-ink-2">
        <span className="tnum font-semibold text-ink">
          {formatCount(approved)} of {formatCount(approved + denied)}
        </span>{" "}
        decided requests were approved.
      </p>
      {proposal && (
        <p className="mt-1 text-ink-2">
          {proposal.grant && "Allow similar requests with your approval, or "}
          {proposal.grant ? "let" : "Let"} the policy decide:{" "}
          {proposal.policies.map(({ id, name }, index) => (
            <span key={id}>
              {index > 0 && ", "}
              <Link href={`/policies/${id}?tab=results`} className="font-medium text-accent-text underline">
                change {name}
              </Link>
            </span>
          ))}{" "}
          and see its backtest first.
        </p>
      )}
    </>
  );
}
