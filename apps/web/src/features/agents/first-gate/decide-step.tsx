"use client";

import type { Approval, ApprovalReview } from "@agentlattice/contract";
import { ActionName } from "#components/ui/action-name.tsx";
import { Claim } from "#components/ui/claim.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { Link } from "#components/ui/link.tsx";
import { Risk } from "#components/ui/risk.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { ExactArguments } from "#features/approvals/card/exact-arguments.tsx";
import { NO_EDITS } from "#features/approvals/card/read-edit.ts";
import { readExtension } from "#features/approvals/card/read-extension.ts";
import { isReview } from "#features/approvals/card/reviewed.ts";
import { DecideForm } from "#features/approvals/decide/decide-form.tsx";
import { decisionForm, UNDECIDED } from "#features/approvals/decide/draft.ts";
import { useDecide } from "#features/approvals/decide/use-decide.tsx";
import { useReview } from "#features/approvals/use-approvals.ts";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { useDraft } from "#lib/drafts/use-draft.ts";
import { formatClock } from "#lib/format/time.ts";
import type { Progress } from "./progress.ts";
import { Step } from "./step.tsx";

/** The pending request, with the decision form. */
export function DecideStep({ name, progress }: { name: string; progress: Progress }) {
  switch (progress.at) {
    case "ready":
      return (
        <Step state="later" title="Decide">
          <p role="status" className="text-ink-3">
            Waiting for the first request of {name}. This page updates on its own.
          </p>
        </Step>
      );
    case "pending":
      return (
        <Step
          state="pending"
          title={`${name} is waiting for your decision`}
          note={progress.approval && <PendingFor since={progress.approval.requested_at} />}
        >
          {progress.approval ? (
            <PendingRequest approval={progress.approval} />
          ) : (
            <p role="status" className="text-ink-2">
              The request is pending. If your role cannot decide, another person finds it under Approvals.
            </p>
          )}
        </Step>
      );
    case "approved":
      return (
        <Step state="now" title="Approved">
          <p role="status" className="text-ink-2">
            The agent receives its permit.
          </p>
        </Step>
      );
    case "executed":
      return (
        <Step state="done" title="Executed">
          <p role="status" className="text-ink-2">
            {name} received the approval and the action was executed.
          </p>
        </Step>
      );
    case "stopped":
      return (
        <Step state="stopped" title="Stopped">
          <p role="status" className="text-ink-2">
            The agent received a refusal: <span className="font-mono text-code">{progress.reason}</span>. Run the command again to choose
            differently.
          </p>
        </Step>
      );
  }
}

function PendingFor({ since }: { since: string }) {
  return <span className="text-hold">pending for {formatClock(useNow() - Date.parse(since))}</span>;
}

function PendingRequest({ approval }: { approval: Approval }) {
  const { data: review, error, refetch } = useReview(approval.id);
  return (
    <div data-card={approval.id} className="@container mt-2 overflow-hidden rounded-popover border border-line-strong">
      <div className="px-4 pt-4 tablet:px-7">
        <div className="flex flex-wrap items-baseline justify-between gap-3">
          <p className="text-entry font-semibold break-words">
            <ActionName type={approval.action_type} className="font-medium" />{" "}
            {approval.summary !== null ? (
              <Claim text={approval.summary} />
            ) : (
              approval.target !== null && (
                <>
                  on <UntrustedInline text={approval.target} />
                </>
              )
            )}
          </p>
          <span className="text-label">
            <Risk level={approval.risk.level} suffix=" risk" />
          </span>
        </div>
        <PolicyNote approval={approval} />
        {!review && !error && <SkeletonBar className="my-4 h-12 w-full" />}
        {!review && error && (
          <ErrorNotice
            title="The request did not load"
            stillWorks="Approvals shows the same request."
            error={error}
            onRetry={() => void refetch()}
          />
        )}
        {review && isReview(review) && <ExactArguments approval={review} />}
      </div>
      {review && isReview(review) && review.you.can_decide ? (
        <Decision review={review} />
      ) : (
        review && (
          <p className="border-t px-4 py-4 text-ink-2 tablet:px-7">
            You cannot decide this. {isReview(review) ? review.you.because : "Your role can only read approvals."}
          </p>
        )
      )}
    </div>
  );
}

function PolicyNote({ approval: { policies, id } }: { approval: Approval }) {
  const [policy] = policies;
  return (
    <p className="mt-1 text-label text-ink-2">
      {policy && (
        <>
          required by the policy <span className="font-medium text-ink">{policy.name}</span>,{" "}
        </>
      )}
      <Link href={`/approvals/${id}`} className="text-accent-text hover:underline">
        open in Approvals
      </Link>
    </p>
  );
}

function Decision({ review }: { review: ApprovalReview }) {
  const form = useDraft(decisionForm(review.id), UNDECIDED);
  const decide = useDecide(review, () => false);
  return (
    <DecideForm
      typed={NO_EDITS}
      extension={readExtension(review, {})}
      approval={review}
      decide={decide}
      opened={null}
      overtaken={null}
      form={form}
    />
  );
}
