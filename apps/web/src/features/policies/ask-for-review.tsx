"use client";

import type { PolicyReviewRequest } from "@agentlattice/contract";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { PanelError } from "./panel-section.tsx";
import { useReviewRequest } from "./use-reviews.ts";

/** Requests a review when a change requires another person's approval. */
export function AskForReview({
  policyId,
  request,
  isPending,
  onDone,
}: {
  policyId: string;
  request: Omit<PolicyReviewRequest, "comment">;
  /** True if a review of exactly this change is already pending. */
  isPending: boolean;
  onDone: () => void;
}) {
  const [comment, setComment] = useState("");
  const ask = useReviewRequest(policyId);
  if (isPending) return <p role="status">A review by another owner or admin is pending.</p>;
  const send = () =>
    ask.mutate(
      { ...request, ...(comment.trim() ? { comment: comment.trim() } : {}) },
      {
        onSuccess: () => {
          toast("Review requested", { icon: <GateMark state="hold" /> });
          onDone();
        },
      },
    );
  return (
    <section aria-label="Request a review" className="flex flex-col gap-3 border-l-2 border-hold pl-4">
      <p>This change may allow more, so another owner or admin must approve it.</p>
      <TextField
        label="Reason"
        hint="Shown to the reviewer."
        value={comment}
        maxLength={1000}
        onChange={(event) => setComment(event.target.value)}
      />
      {ask.error && <PanelError title="The review was not requested" error={ask.error} />}
      <div>
        <Button variant="primary" blocked={ask.isPending ? "Saving." : null} onClick={send}>
          Request review
        </Button>
      </div>
    </section>
  );
}
