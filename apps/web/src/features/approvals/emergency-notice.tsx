"use client";

import { useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { api } from "#lib/api/browser-api.ts";
import { formatUtcShort } from "#lib/format/time.ts";
import { useMe } from "#lib/session/session-context.tsx";
import type { Reviewed } from "./card/reviewed.ts";
import { ReviewError } from "./decide/review-error.tsx";
import { useReviewOperation } from "./decide/use-review-operation.ts";

/** The notice above a request that one person released alone, with the form of the review for another person. */
export function EmergencyNotice({ approval }: { approval: Reviewed }) {
  const { user, can } = useMe();
  const { emergency } = approval;
  if (!emergency) return null;
  const { by, reviewed_by, review_by, overdue } = emergency;
  const isOwn = by.id === user.id;
  const who = isOwn ? "You" : by.name;
  return (
    <section aria-label="Emergency release" className="shrink-0 border-b bg-hold-wash px-4 py-3 text-body text-ink tablet:px-7">
      <p className="flex items-start gap-2">
        <span className="mt-[3px]">
          <GateMark state={reviewed_by ? "idle" : "hold"} size={13} />
        </span>
        <span className="min-w-0 break-words">
          {who} released this request alone in an emergency.{" "}
          {reviewed_by
            ? `${reviewed_by.id === user.id ? "You" : reviewed_by.name} reviewed it.`
            : overdue
              ? `The review was due at ${formatUtcShort(review_by)} UTC.`
              : `Another person must review it by ${formatUtcShort(review_by)} UTC.`}
        </span>
      </p>
      {!reviewed_by && !isOwn && can.decide && <ReviewForm id={approval.id} />}
    </section>
  );
}

function ReviewForm({ id }: { id: string }) {
  const field = useId();
  const operation = useReviewOperation(id);
  const [comment, setComment] = useState("");
  const blocked = comment.trim() === "" ? "Enter what you found." : operation.isPending ? "Saving." : null;
  return (
    <form
      method="post"
      className="mt-2 flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (!blocked) operation.mutate(() => api.reviewBreakGlass({ params: { id }, body: { comment: comment.trim() } }));
      }}
    >
      <label htmlFor={field} className="font-medium">
        Your review
      </label>
      <textarea
        id={field}
        value={comment}
        rows={2}
        maxLength={4096}
        onChange={(event) => setComment(event.target.value)}
        className="w-full resize-y rounded-control border border-line-control bg-surface px-2.5 py-1.5 text-body text-ink max-tablet:text-[16px]"
      />
      <ReviewError error={operation.error} />
      <div className="flex tablet:justify-end">
        <Button type="submit" blocked={blocked} className="max-tablet:h-11">
          Record review
        </Button>
      </div>
    </form>
  );
}
