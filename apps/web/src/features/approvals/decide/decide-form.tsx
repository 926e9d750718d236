"use client";

import type { ApprovalReview, GrantInput } from "@agentlattice/contract";
import { nameToConfirm } from "@agentlattice/core/confirm-name";
import dynamic from "next/dynamic";
import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { useTimeLeft } from "#components/ui/countdown.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { repeatGrant } from "#features/grants/describe-grant.ts";
import { ProposedGrant } from "#features/grants/proposed-grant.tsx";
import { EvidenceNote, NO_PASSKEY } from "#features/passkeys/evidence-note.tsx";
import { usePasskeys } from "#features/passkeys/use-passkeys.ts";
import { useKeys } from "#features/shell/single-keys.ts";
import { swallowKeys } from "#features/shell/swallow-keys.ts";
import { NO_PROOF, proofBody } from "#features/totp/proof.ts";
import { useLive } from "#lib/live/live-provider.tsx";
import { approveVerb, type TypedEdits } from "../card/read-edit.ts";
import type { readExtension } from "../card/read-extension.ts";
import type { Opened } from "../card/reviewed.ts";
import { ActionBar } from "./action-bar.tsx";
import { BreakGlass } from "./break-glass.tsx";
import { type Draft, openDraft, type StoredDecisionDraft, UNDECIDED } from "./draft.ts";
import { ReasonPanel } from "./reason-panel.tsx";
import { ReviewError } from "./review-error.tsx";
import type { useDecide } from "./use-decide.tsx";
import { usePressGuard } from "./use-press-guard.ts";

const GrantDialog = dynamic(() => import("#features/grants/grant-dialog.tsx").then((module) => module.GrantDialog), { ssr: false });

/** The focus ring is visible regardless of how the card was opened. Some browsers' types lack this option. */
const VISIBLE_FOCUS = { preventScroll: true, focusVisible: true } as FocusOptions;

type Decision = Draft["decision"];

interface DecideFormProps {
  approval: ApprovalReview;
  /** The changes of editable fields. */
  typed: TypedEdits;
  /** The amounts by which an approval extends budgets. */
  extension: ReturnType<typeof readExtension>;
  decide: ReturnType<typeof useDecide>;
  opened: Opened | null;
  /** The message that another person decided first while a reason was being written. */
  overtaken: string | null;
  /** The input stored in this tab. */
  form: { draft: StoredDecisionDraft; change: (part: Partial<StoredDecisionDraft>) => void };
  /** A control before the buttons. */
  before?: ReactNode;
}

/** The Approve and Deny buttons. On high risk the focus starts on Deny, and approving requires typing the name. */
export function DecideForm({ approval, typed: { edits, problem }, extension, decide, opened, overtaken, form, before }: DecideFormProps) {
  const isHighRisk = approval.risk.level === "high" || approval.risk.level === "critical";
  const name = nameToConfirm(approval);
  const [typed, setTyped] = useState("");
  const { draft: stored, change } = form;
  const [isReasonOpen, setIsReasonOpen] = useState(false);
  const [proof, setProof] = useState(NO_PROOF);
  const isSigned = approval.evidence === "passkey";
  const passkeys = usePasskeys(isSigned);
  const hasPasskey = passkeys.data?.length !== 0;
  // The signature of a passkey is a proof.
  const needsProof = (decision: Decision) => approval.step_up && !(isSigned && decision === "approve");
  const [isGranting, setIsGranting] = useState(false);
  // The grant of an approval that still needs a reason or a proof.
  const [grant, setGrant] = useState<GrantInput | null>(null);
  const draft = openDraft(stored, isReasonOpen);
  const blocked = useBlocked(approval, decide.isPending) ?? overtaken;
  const confirm = useRef<HTMLInputElement>(null);
  const deny = useRef<HTMLButtonElement>(null);
  const guard = usePressGuard(approval.id, {
    isAfterDecision: opened?.afterDecision === true,
    moveFocus: () => deny.current?.focus(VISIBLE_FOCUS),
  });
  useOpenFocus({ approval, opened, isHighRisk, deny });

  const isEdited = Object.keys(edits).length > 0;
  const send = (decision: Decision, reason?: string, given = grant) => {
    const changes = decision === "deny" ? {} : given ? { grant: given } : isEdited ? { edits } : {};
    const extend = decision === "approve" && extension.extend ? { extend: extension.extend } : {};
    decide.mutate({ decision, ...changes, ...extend, ...(reason ? { reason } : {}), ...(needsProof(decision) ? proofBody(proof) : {}) });
    setProof({ ...proof, text: "" });
  };
  const [timesAsked, setTimesAsked] = useState(0);
  const ask = (decision: Decision) => {
    setIsReasonOpen(true);
    setTimesAsked(timesAsked + 1);
    change({ decision });
  };
  /** Opens the reason of a denial. Nothing is decided yet, so it needs no guard, except that the press is meant for this request. */
  const askToDeny = () => {
    if (guard.isOtherCurrent()) return;
    setGrant(null);
    ask("deny");
  };
  const unconfirmed =
    (approval.submission === null ? "The arguments are missing. You can only deny this request." : null) ??
    (isSigned && !hasPasskey ? NO_PASSKEY : (problem ?? extension.problem)) ??
    (isHighRisk && typed !== name ? `Type ${name} to approve.` : null);
  const approve = (given: GrantInput | null = null) => {
    if (blocked || unconfirmed) return;
    setGrant(given);
    if (approval.reason_rule === "always" || needsProof("approve")) {
      setIsGranting(false);
      ask("approve");
    } else send("approve", undefined, given);
  };
  useKeys(
    {
      a: (event) => {
        if (event.repeat || draft || guard.isStrayKey(event)) return;
        event.preventDefault();
        if (isHighRisk) confirm.current?.focus();
        else approve();
      },
      d: (event) => {
        // The next keys are the reason, also before its field has the focus.
        swallowKeys(event);
        if (event.repeat) return;
        event.preventDefault();
        askToDeny();
      },
    },
    (key) => key === "a" && draft === null && guard.noteSwallowed(),
  );

  const notice = overtaken ? (
    <Overtaken>{overtaken}</Overtaken>
  ) : decide.error ? (
    <ReviewError error={decide.error} messages={MESSAGES} />
  ) : guard.refusal ? (
    <p role="status" className="w-full text-ink">
      {guard.refusal}
    </p>
  ) : isSigned && draft?.decision !== "deny" ? (
    <EvidenceNote hasPasskey={hasPasskey} />
  ) : null;
  if (draft) {
    return (
      <ReasonPanel
        // Asked for again, the field is a new one and receives the focus.
        key={timesAsked}
        draft={draft}
        verb={draft.decision === "deny" ? "Deny" : approveVerb(edits)}
        required={approval.reason_rule === "always" || (approval.reason_rule === "required_on_deny" && draft.decision === "deny")}
        blocked={blocked ?? (draft.decision === "approve" ? unconfirmed : null)}
        proof={needsProof(draft.decision) ? { value: proof, onChange: setProof } : null}
        notice={
          <>
            {notice}
            {draft.decision === "approve" && grant && <p className="text-ink">Also gives the standing grant that you chose.</p>}
          </>
        }
        onChange={(reason) => {
          setIsReasonOpen(true);
          change({ reason });
        }}
        onSend={() => (isReasonOpen || !guard.isStrayClick()) && send(draft.decision, draft.reason.trim())}
        onCancel={() => {
          setIsReasonOpen(false);
          setGrant(null);
          change(UNDECIDED);
          requestAnimationFrame(() => deny.current?.focus());
        }}
      />
    );
  }
  const { grants, proposed_grant, submission } = approval;
  const unedited = isEdited ? "A grant covers the request as it is. Undo your changes first." : null;
  return (
    <ActionBar>
      {notice}
      {proposed_grant && (
        <ProposedGrant
          bounds={proposed_grant}
          blocked={blocked ?? unconfirmed ?? unedited}
          onApprove={() => !guard.isStrayClick() && approve(repeatGrant(proposed_grant))}
        />
      )}
      {isHighRisk && <Confirm ref={confirm} name={name} value={typed} onChange={setTyped} onEnter={() => approve()} />}
      {before}
      {needsOthers(approval) && <BreakGlass approval={approval} />}
      {grants && submission && !hasVotes(approval) && (
        <Button
          variant="quiet"
          blocked={blocked ?? unconfirmed ?? unedited}
          onClick={() => {
            decide.reset();
            setIsGranting(true);
          }}
          className="max-tablet:h-11"
        >
          Allow similar
        </Button>
      )}
      {isGranting && grants && submission && (
        <GrantDialog
          approval={approval}
          rules={grants}
          submission={submission}
          needsOthers={needsOthers(approval)}
          blocked={blocked ?? unconfirmed}
          busy={decide.isPending}
          error={decide.error}
          onSend={approve}
          onClose={() => setIsGranting(false)}
        />
      )}
      <div className="grid w-full grid-cols-[minmax(0,1fr)_minmax(0,1.6fr)] gap-2.5 tablet:ml-auto tablet:flex tablet:w-auto">
        <Button ref={deny} variant="deny" size="bar" blocked={blocked} onClick={askToDeny}>
          <GateMark state="deny" size={15} inherit />
          Deny <KeyHint>D</KeyHint>
        </Button>
        <Button variant="primary" size="bar" blocked={blocked ?? unconfirmed} onClick={() => !guard.isStrayClick() && approve()}>
          <span className="tablet:hidden">
            <GateMark state="allow" size={15} inherit />
          </span>
          <span className="line-clamp-2 min-w-0 whitespace-normal tablet:line-clamp-1 tablet:max-w-64">{approveVerb(edits)}</span>{" "}
          <KeyHint tone={blocked || unconfirmed ? "plain" : "on-accent"}>A</KeyHint>
        </Button>
      </div>
    </ActionBar>
  );
}

/** Returns true when this person's vote alone does not approve the request. */
function needsOthers({ stages }: ApprovalReview): boolean {
  return stages.some(({ status, quorum, approvals }) => status === "waiting" || (status === "open" && approvals + 1 < quorum));
}

/** Returns true when votes were given that still count. They name a grant or none, and later votes cannot name another one. */
function hasVotes({ stages }: ApprovalReview): boolean {
  return stages.some(({ approvals }) => approvals > 0);
}

function Confirm({
  ref,
  name,
  value,
  onChange,
  onEnter,
}: {
  ref: RefObject<HTMLInputElement | null>;
  name: string;
  value: string;
  onChange: (value: string) => void;
  onEnter: () => void;
}) {
  const id = useId();
  return (
    <div className="flex w-full items-center gap-3 tablet:w-0 tablet:min-w-64 tablet:grow">
      <label htmlFor={id} className="min-w-0 break-words">
        Type <span className="font-mono font-semibold text-ink">{name}</span> to approve
      </label>
      <input
        id={id}
        ref={ref}
        value={value}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && onEnter()}
        className="h-11 w-0 min-w-24 max-w-[150px] flex-1 max-tablet:max-w-none rounded-control border border-line-control bg-surface px-2.5 font-mono text-code text-ink max-tablet:text-[16px] tablet:h-8"
      />
    </div>
  );
}

/** Returns why no decision is possible right now, or null. */
function useBlocked(approval: ApprovalReview, sending: boolean): string | null {
  const { status } = useLive();
  const { left } = useTimeLeft({ from: approval.requested_at, until: approval.expires_at });
  if (sending) return "Saving your decision.";
  if (status === "stale") return "Reconnecting. Decisions are paused until the connection is live.";
  return left === 0 ? "This request has expired." : null;
}

function useOpenFocus({
  approval,
  opened,
  isHighRisk,
  deny,
}: {
  approval: ApprovalReview;
  opened: Opened | null;
  isHighRisk: boolean;
  deny: RefObject<HTMLButtonElement | null>;
}): void {
  useEffect(() => {
    if (opened?.id !== approval.id) return;
    if (isHighRisk) deny.current?.focus(VISIBLE_FOCUS);
    else document.getElementById("approval-subject")?.focus({ preventScroll: true });
  }, [approval.id, opened, isHighRisk, deny]);
}

const MESSAGES = {
  DIGEST_MISMATCH: "This approval changed since you opened it. Read it again.",
  UPSTREAM_UNAVAILABLE: "The API did not answer, so the decision may not have been saved. Decide again; the first decision counts.",
  OUTCOME_UNKNOWN: "The decision may not have been saved. Decide again; the first decision counts.",
};

function Overtaken({ children }: { children: string }) {
  return (
    <p role="status" className="flex w-full items-center gap-2 text-ink">
      <GateMark state="idle" size={13} />
      {children} Your reason is kept below until you cancel.
    </p>
  );
}
