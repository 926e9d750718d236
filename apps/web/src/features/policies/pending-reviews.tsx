"use client";

import type { PolicyReview } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Link } from "#components/ui/link.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { formatUtc } from "#lib/format/time.ts";
import { usePendingReviews } from "./use-reviews.ts";

const ReviewDialog = dynamic(() => import("./review-dialog.tsx").then((module) => module.ReviewDialog), { ssr: false });

/** Pending reviews, above the policies or above one policy. */
export function PendingReviews({ policyId }: { policyId?: string }) {
  const { data } = usePendingReviews(policyId);
  const [shown, setShown] = useState<PolicyReview | null>(null);
  const reviews = data?.data ?? [];
  return (
    <>
      {reviews.length > 0 && <ReviewList reviews={reviews} onOpen={setShown} />}
      {/* The dialog stays open until it is closed, because a decided review leaves the list before the response arrives. */}
      {shown && <ReviewDialog review={shown} onClose={() => setShown(null)} />}
    </>
  );
}

function ReviewList({ reviews, onOpen }: { reviews: readonly PolicyReview[]; onOpen: (review: PolicyReview) => void }) {
  return (
    <section aria-label="Pending reviews" className="max-h-[40vh] shrink-0 overflow-y-auto border-b bg-hold-wash">
      <ul>
        {reviews.map((review) => (
          <li key={review.id} className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-b px-4 py-2.5 last:border-b-0 tablet:px-6">
            <GateMark state="hold" />
            <p className="min-w-0 flex-1 basis-60 break-words">
              <Link href={`/policies/${review.policy.id}`} className="font-semibold hover:underline">
                {review.policy.name}
              </Link>{" "}
              {review.version === null ? "would be disabled" : `v${review.version} would be published`}
              <span className="block text-label text-ink-2">
                <UntrustedInline text={review.requested_by.name ?? review.requested_by.id} /> requested, {formatUtc(review.requested_at)}
              </span>
            </p>
            <Button size="table" onClick={() => onOpen(review)}>
              {review.blocked === null ? "Review" : "View"}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
