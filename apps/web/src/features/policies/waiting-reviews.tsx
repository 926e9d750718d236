"use client";

import type { PolicyReview } from "@agentlattice/contract";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Link } from "#components/ui/link.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { formatUtc } from "#lib/format/time.ts";
import { ReviewDialog } from "./review-dialog.tsx";
import { useWaitingReviews } from "./use-reviews.ts";

/** What waits for a second person, above the policies, or above the one policy. Nothing where nothing waits. */
export function WaitingReviews({ policyId }: { policyId?: string }) {
  const { data } = useWaitingReviews(policyId);
  const [shown, setShown] = useState<PolicyReview | null>(null);
  const reviews = data?.data ?? [];
  return (
    <>
      {reviews.length > 0 && <WaitingList reviews={reviews} onOpen={setShown} />}
      {/* Stays until it is closed: what it asked for may be decided, and gone from the list, before the answer is here. */}
      {shown && <ReviewDialog review={shown} onClose={() => setShown(null)} />}
    </>
  );
}

function WaitingList({ reviews, onOpen }: { reviews: readonly PolicyReview[]; onOpen: (review: PolicyReview) => void }) {
  return (
    <section aria-label="Waiting for a second person" className="max-h-[40vh] shrink-0 overflow-y-auto border-b bg-hold-wash">
      <ul>
        {reviews.map((review) => (
          <li key={review.id} className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-b px-4 py-2.5 last:border-b-0 tablet:px-6">
            <GateMark state="hold" />
            <p className="min-w-0 flex-1 basis-60 break-words">
              <Link href={`/policies/${review.policy.id}`} className="font-semibold hover:underline">
                {review.policy.name}
              </Link>{" "}
              {review.version === null ? "is to be taken out of force" : `v${review.version} is to be put in force`}
              <span className="block text-label text-ink-2">
                <UntrustedInline text={review.requested_by.name ?? review.requested_by.id} /> asked, {formatUtc(review.requested_at)}
              </span>
            </p>
            <Button size="table" onClick={() => onOpen(review)}>
              {review.blocked === null ? "Review" : "Look"}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
