"use client";

import type { Approval, ApprovalReview } from "@agentlattice/contract";
import { useRef, useState } from "react";
import { ActionName } from "#components/ui/action-name.tsx";
import { Countdown } from "#components/ui/countdown.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { Link } from "#components/ui/link.tsx";
import { StatusPill } from "#components/ui/status-pill.tsx";
import { UntrustedBlock, UntrustedInline, UntrustedTag } from "#components/ui/untrusted.tsx";
import { NO_EDITS } from "#features/approvals/card/read-edit.ts";
import { readExtension } from "#features/approvals/card/read-extension.ts";
import { isReview } from "#features/approvals/card/reviewed.ts";
import { DecideForm } from "#features/approvals/decide/decide-form.tsx";
import { decisionForm, UNDECIDED } from "#features/approvals/decide/draft.ts";
import { ExtendFields } from "#features/approvals/decide/extend-fields.tsx";
import { useDecide } from "#features/approvals/decide/use-decide.tsx";
import { useReview } from "#features/approvals/use-approvals.ts";
import { useKeys } from "#features/shell/single-keys.ts";
import { useDraft } from "#lib/drafts/use-draft.ts";
import { formatMeasure } from "./budget-words.ts";

/** A request to extend a cap, with the amount and the decision. */
export function DecideExtension({ approval }: { approval: Approval }) {
  const { data: review } = useReview(approval.id);
  const { id, requested_by, action_type, requested_at, expires_at, extension } = approval;
  const justification = review && isReview(review) ? review.submission?.justification : undefined;
  return (
    <div data-card={id}>
      <div className="flex flex-col gap-3 px-4 py-4 tablet:px-6">
        <div className="flex items-center justify-between gap-4">
          <StatusPill state="hold">Pending</StatusPill>
          <Countdown from={requested_at} until={expires_at} />
        </div>
        <h3 className="text-body font-strong wrap-anywhere">
          Extend the budget for <UntrustedInline text={requested_by.name} />?
        </h3>
        <p className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          <ActionName type={action_type} className="text-code" />
          <Link href={`/approvals/${id}`} className="text-accent-text hover:underline">
            Open request
          </Link>
        </p>
        {justification && (
          <div>
            <UntrustedTag />
            <UntrustedBlock text={justification} />
          </div>
        )}
        {extension?.caps.map((cap) => (
          <dl key={`${cap.policy.id} ${cap.path} ${cap.measure}`}>
            <Fact name={cap.policy.name} value={`cap ${formatMeasure(cap.measure, cap.cap)}`} />
            <Fact name="Needed" value={formatMeasure(cap.measure, cap.needed)} />
            <Fact name="Most for the period" value={formatMeasure(cap.measure, cap.max)} />
            {cap.left !== undefined && <Fact name="Left of it" value={formatMeasure(cap.measure, cap.left)} />}
          </dl>
        ))}
      </div>
      {review && isReview(review) && review.you.can_decide && review.status === "pending" ? (
        <Decision review={review} />
      ) : (
        review?.status === "pending" && (
          <p className="px-4 pb-4 text-label text-ink-2 tablet:px-6">
            You cannot decide this. {isReview(review) ? review.you.because : "Your role can only read approvals."}
          </p>
        )
      )}
    </div>
  );
}

/** X moves the focus to the amount. */
function Decision({ review }: { review: ApprovalReview }) {
  const form = useDraft(decisionForm(review.id), UNDECIDED);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const decide = useDecide(review, () => false);
  const field = useRef<HTMLInputElement>(null);
  useKeys({
    x: (event) => {
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    },
  });
  return (
    <>
      <div className="flex flex-col gap-3 px-4 pb-4 tablet:px-6">
        <ExtendFields approval={review} typed={typed} onType={(name, text) => setTyped({ ...typed, [name]: text })} first={field} />
        <p className="text-label text-ink-3 max-tablet:hidden">
          <KeyHint>X</KeyHint> edits the amount.
        </p>
      </div>
      <DecideForm
        typed={NO_EDITS}
        extension={readExtension(review, typed)}
        approval={review}
        decide={decide}
        opened={null}
        overtaken={null}
        form={form}
      />
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex justify-between gap-4 border-t py-1.5">
      <dt className="min-w-0 truncate text-ink-2">{name}</dt>
      <dd className="tnum shrink-0">{value}</dd>
    </div>
  );
}
