"use client";

import type { ApprovalReview } from "@agentlattice/contract";
import { useEffect, useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { api } from "#lib/api/browser-api.ts";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { useDraft } from "#lib/drafts/use-draft.ts";
import { formatUtc } from "#lib/format/time.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { endOf, statusOf } from "../approval-status.ts";
import { showApproval } from "../card/approval-path.ts";
import { readEdits } from "../card/read-edit.ts";
import { readExtension } from "../card/read-extension.ts";
import { isReview, type Opened, type Reviewed } from "../card/reviewed.ts";
import { usePendingQueue } from "../queue/pending-queue.tsx";
import { ActionBar } from "./action-bar.tsx";
import { BreakGlass } from "./break-glass.tsx";
import { DecideForm } from "./decide-form.tsx";
import { describeLostRace, describeOutcome } from "./describe-outcome.ts";
import { decisionForm, UNDECIDED } from "./draft.ts";
import { NextSwitch, useOpensNext } from "./next-switch.tsx";
import { OutcomeActions } from "./outcome-actions.tsx";
import { ReviewError } from "./review-error.tsx";
import { useDecide } from "./use-decide.tsx";
import { useNextAfter } from "./use-next-after.ts";
import { useReviewOperation } from "./use-review-operation.ts";

interface BarProps<A extends Reviewed> {
  approval: A;
  /** Values that the reviewer typed into editable fields, by field. */
  typed: Readonly<Record<string, string>>;
  opened: Opened | null;
  onNext: (id: string) => void;
}

/** The bar below the card with the decision form, the reason why no decision is possible, or the outcome. */
export function DecisionBar({ approval, ...rest }: BarProps<Reviewed>) {
  if (!isReview(approval)) {
    if (approval.status !== "pending") return <Outcome approval={approval} takeFocus={false} overtaken={null} />;
    return <ActionBar>Your role can read approvals but not decide them.</ActionBar>;
  }
  return <ReviewBar approval={approval} {...rest} />;
}

function ReviewBar({ approval, typed, opened, onNext }: BarProps<ApprovalReview>) {
  const { user } = useMe();
  const next = useNextAfter(approval.id);
  const [opensNext] = useOpensNext();
  const decide = useDecide(approval, () => {
    if (!next || !opensNext) return false;
    onNext(next);
    return true;
  });
  const ended = approval.status !== "pending";
  const others = ended && approval.decided_by?.id !== user.id;
  const form = useDraft(decisionForm(approval.id), UNDECIDED);
  const { draft } = form;
  const couldDecide = useRef(false);
  couldDecide.current ||= !ended && approval.you.can_decide;
  const mine = decide.variables?.decision ?? (draft.decision === "" ? null : draft.decision);
  const overtaken = others && mine !== null ? describeLostRace(approval, { mine, me: user.id }) : null;
  // A reason that is being written is kept even if another person decides meanwhile.
  if (ended && !(others && couldDecide.current && draft.reason !== "")) {
    return <Outcome approval={approval} takeFocus={!decide.isIdle} overtaken={overtaken} />;
  }
  if (!ended && !approval.you.can_decide) {
    return <WaitingBar approval={approval} />;
  }
  return (
    <DecideForm
      approval={approval}
      typed={readEdits(approval, typed)}
      extension={readExtension(approval, typed)}
      decide={decide}
      opened={opened}
      overtaken={ended ? overtaken : null}
      form={form}
      before={<NextSwitch />}
    />
  );
}

/** Shows why this person cannot decide now. Their own vote can be withdrawn while the request is pending. */
function WaitingBar({ approval }: { approval: ApprovalReview }) {
  const { user } = useMe();
  const operation = useReviewOperation(approval.id);
  const hasVoted = approval.stages.some(({ status, votes }) => status === "open" && votes.some((vote) => vote.user.id === user.id));
  if (!hasVoted)
    return (
      <ActionBar>
        <p className="min-w-0 flex-1">You cannot decide this. {approval.you.because ?? ""}</p>
        <BreakGlass approval={approval} />
      </ActionBar>
    );
  return (
    <ActionBar>
      <ReviewError error={operation.error} />
      <p className="min-w-0 flex-1">You approved this. It needs more approvals.</p>
      <Button
        blocked={operation.isPending ? "Saving." : null}
        onClick={() => operation.mutate(() => api.undoDecision({ params: { id: approval.id } }))}
        className="max-tablet:h-11"
      >
        Withdraw your vote
      </Button>
      <BreakGlass approval={approval} />
    </ActionBar>
  );
}

/** Shows the outcome in place of the buttons. */
function Outcome({ approval, takeFocus, overtaken }: { approval: Reviewed; takeFocus: boolean; overtaken: string | null }) {
  const now = useNow();
  const { user, can } = useMe();
  const next = usePendingQueue().arranged.find(({ id }) => id !== approval.id);
  const sentence = useRef<HTMLParagraphElement>(null);
  // The focused button no longer exists; without this the focus would return to the top of the page.
  useEffect(() => {
    if (takeFocus && document.activeElement === document.body) sentence.current?.focus();
  }, [takeFocus]);
  const at = endOf(approval);
  return (
    <ActionBar>
      <GateMark state={statusOf(approval).mark} size={15} />
      <div className="min-w-0 flex-1">
        <p ref={sentence} tabIndex={-1} role="status" title={at === null ? undefined : formatUtc(at)} className="text-ink outline-none">
          {overtaken ?? describeOutcome(approval, { now, me: user.id })}
          {approval.refusal && <span className="ml-2 font-mono text-code text-ink-2">{approval.refusal}</span>}
        </p>
        {approval.reason && (
          <p className="text-label break-words">
            Reason: <UntrustedInline text={approval.reason} />
          </p>
        )}
      </div>
      {can.decide && <OutcomeActions approval={approval} />}
      {next && (
        <Button onClick={() => showApproval(next.id, { replace: false })} className="max-tablet:h-11">
          Next <KeyHint>J</KeyHint>
        </Button>
      )}
    </ActionBar>
  );
}
