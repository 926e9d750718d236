"use client";

import type { PolicyReviewRequest } from "@agentlattice/contract";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { PanelError } from "./panel-section.tsx";
import { useReviewRequest } from "./use-reviews.ts";

/** What to do when a change has to be another person's decision. */
export function AskForReview({
  policyId,
  request,
  waits,
  onDone,
}: {
  policyId: string;
  request: Omit<PolicyReviewRequest, "comment">;
  /** Somebody asked for exactly this already. */
  waits: boolean;
  onDone: () => void;
}) {
  const [comment, setComment] = useState("");
  const ask = useReviewRequest(policyId);
  if (waits) return <p role="status">It waits for another owner or admin.</p>;
  const send = () =>
    ask.mutate(
      { ...request, ...(comment.trim() ? { comment: comment.trim() } : {}) },
      {
        onSuccess: () => {
          toast("Another owner or admin decides it", { icon: <GateMark state="hold" /> });
          onDone();
        },
      },
    );
  return (
    <section aria-label="Ask another person" className="flex flex-col gap-3 border-l-2 border-hold pl-4">
      <p>This may let more through, so another owner or admin has to approve it.</p>
      <TextField
        label="Why"
        hint="They read it beside the change."
        value={comment}
        maxLength={1000}
        onChange={(event) => setComment(event.target.value)}
      />
      {ask.error && <PanelError title="It was not asked" error={ask.error} />}
      <div>
        <Button look="primary" blocked={ask.isPending ? "It is being recorded." : null} onClick={send}>
          Ask for review
        </Button>
      </div>
    </section>
  );
}
