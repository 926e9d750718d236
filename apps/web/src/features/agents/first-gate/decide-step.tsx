"use client";

import type { Approval, ApprovalReview } from "@agentlattice/contract";
import { ActionName } from "#components/ui/action-name.tsx";
import { Bone } from "#components/ui/bone.tsx";
import { Claim } from "#components/ui/claim.tsx";
import { Failed } from "#components/ui/failed.tsx";
import { Link } from "#components/ui/link.tsx";
import { Risk } from "#components/ui/risk.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { DecideForm } from "#features/approvals/decide-form.tsx";
import { decisionForm, UNDECIDED } from "#features/approvals/draft.ts";
import { ExactArguments } from "#features/approvals/exact-arguments.tsx";
import { isReview } from "#features/approvals/reviewed.ts";
import { useReview } from "#features/approvals/use-approvals.ts";
import { useDecide } from "#features/approvals/use-decide.tsx";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { useDraft } from "#lib/drafts/use-draft.ts";
import { formatClock } from "#lib/format/time.ts";
import type { Progress } from "./progress.ts";
import { Step } from "./step.tsx";

/** The action at the gate, decided right here. */
export function DecideStep({ name, progress }: { name: string; progress: Progress }) {
  switch (progress.at) {
    case "asking":
      return (
        <Step state="later" title="Decide">
          <p role="status" className="text-ink-3">
            Waiting for {name} to ask. This page sees it as it happens.
          </p>
        </Step>
      );
    case "held":
      return (
        <Step
          state="held"
          title={`${name} is waiting for you`}
          note={progress.approval && <HeldFor since={progress.approval.requested_at} />}
        >
          {progress.approval ? (
            <Held approval={progress.approval} />
          ) : (
            <p role="status" className="text-ink-2">
              It asked. If your role does not decide, somebody else finds it under Approvals.
            </p>
          )}
        </Step>
      );
    case "approved":
      return (
        <Step state="now" title="Approved">
          <p role="status" className="text-ink-2">
            The agent is told and collects its permit.
          </p>
        </Step>
      );
    case "executed":
      return (
        <Step state="done" title="It went on">
          <p role="status" className="text-ink-2">
            {name} got its answer and the action is executed.
          </p>
        </Step>
      );
    case "ended":
      return (
        <Step state="stopped" title="It was stopped">
          <p role="status" className="text-ink-2">
            The agent got a refusal it can read: <span className="font-mono text-code">{progress.why}</span>. Run the command again to try
            another way.
          </p>
        </Step>
      );
  }
}

function HeldFor({ since }: { since: string }) {
  return <span className="text-hold">held for {formatClock(useNow() - Date.parse(since))}</span>;
}

function Held({ approval }: { approval: Approval }) {
  const { data: review, error, refetch } = useReview(approval.id);
  return (
    <div className="@container mt-2 overflow-hidden rounded-popover border border-line-strong">
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
        <Asked approval={approval} />
        {!review && !error && <Bone className="my-4 h-12 w-full" />}
        {!review && error && (
          <Failed title="The request did not load" stillWorks="Approvals has it too." error={error} onRetry={() => void refetch()} />
        )}
        {review && isReview(review) && (
          <ExactArguments submission={review.submission} digest={review.digest} eventId={review.audit_event_id} />
        )}
      </div>
      {review && isReview(review) && review.you.can_decide ? (
        <Decide review={review} />
      ) : (
        review && (
          <p className="border-t px-4 py-4 text-ink-2 tablet:px-7">
            You do not decide this. {isReview(review) ? review.you.because : "Your role reads approvals."}
          </p>
        )
      )}
    </div>
  );
}

function Asked({ approval: { policies, id } }: { approval: Approval }) {
  const [policy] = policies;
  return (
    <p className="mt-1 text-label text-ink-2">
      {policy && (
        <>
          asked by the policy <span className="font-medium text-ink">{policy.name}</span>,{" "}
        </>
      )}
      <Link href={`/approvals/${id}`} className="text-accent-text hover:underline">
        open it in Approvals
      </Link>
    </p>
  );
}

function Decide({ review }: { review: ApprovalReview }) {
  const form = useDraft(decisionForm(review.id), UNDECIDED);
  const decide = useDecide(review, () => false);
  return <DecideForm approval={review} decide={decide} opened={null} lost={null} form={form} />;
}
