"use client";

import { UntrustedBlock, UntrustedTag } from "#components/ui/untrusted.tsx";
import { SimilarRequests } from "#features/grants/similar-requests.tsx";
import { formatCount } from "#lib/format/text.ts";
import { isTampered } from "../approval-status.ts";
import { EditFields } from "../decide/edit-fields.tsx";
import { CardAside } from "./card-aside.tsx";
import { CardHead } from "./card-head.tsx";
import { Conditions } from "./conditions.tsx";
import { Discussion } from "./discussion.tsx";
import { ExactArguments } from "./exact-arguments.tsx";
import { ExtensionSection } from "./extension-section.tsx";
import { submittedFields } from "./read-edit.ts";
import { isReview, type Reviewed } from "./reviewed.ts";
import { RuleLines } from "./rule-lines.tsx";
import { Section } from "./section.tsx";
import { TimeLeftSection } from "./time-left.tsx";
import { ChangedValues } from "./value-change.tsx";

interface CardProps {
  approval: Reviewed;
  /** Values that the reviewer typed into editable fields, by field. */
  typed: Readonly<Record<string, string>>;
  onType: (field: string, text: string) => void;
}

/**
 * The card of one approval. Its layout depends on the width of its pane, not of the window.
 * INVARIANT: all parts of the card appear together with the decision bar, so that everything that a decision covers is on the screen.
 */
export function ReviewerCard({ approval, typed, onType }: CardProps) {
  return (
    <div className="pane @container min-h-0 flex-1">
      <div className="flex min-h-full flex-col">
        <CardHead approval={approval} />
        <div className="grid flex-1 grid-cols-[minmax(0,1fr)] border-t @min-[760px]:grid-cols-[minmax(0,1fr)_248px]">
          <div className="min-w-0 px-4 pb-6 tablet:px-7">
            <TimeLeftSection approval={approval} />
            {isReview(approval) ? <ReviewSections approval={approval} typed={typed} onType={onType} /> : <Withheld />}
          </div>
          <CardAside approval={approval} />
        </div>
      </div>
    </div>
  );
}

function ReviewSections({ approval, typed, onType }: Omit<CardProps, "approval"> & { approval: Extract<Reviewed, { you: unknown }> }) {
  const { submission, record, requested_by } = approval;
  const isOpen = approval.status === "pending" && approval.you.can_decide;
  return (
    <>
      <ExactArguments approval={approval} />
      {!isOpen ? (
        <ChangedValues approval={approval} />
      ) : (
        approval.edit_refusal === null &&
        submittedFields(approval).length > 0 && <EditFields approval={approval} typed={typed} onType={onType} />
      )}
      {isOpen && approval.edit_refusal !== null && (
        <Section title="Change before approving">
          <p className="text-ink-2">
            The policy lets you change values, but the agent did not promise to use them. Approve the request as it is, or deny it and say
            which values you would approve.
          </p>
        </Section>
      )}
      {approval.extension && <ExtensionSection approval={approval} isOpen={isOpen} typed={typed} onType={onType} />}
      <Section title="Reason" aside={<UntrustedTag />}>
        {submission?.justification ? (
          <UntrustedBlock text={submission.justification} />
        ) : (
          <p className="text-ink-2">{submission ? "The agent gave no reason." : missingReason(approval)}</p>
        )}
      </Section>
      <Discussion approval={approval} />
      <RuleLines rule={approval.rule} />
      <Conditions conditions={approval.conditions_evaluated} />
      <Section title="Similar requests" note={`same agent, action and policies, ${approval.similar.days} days`}>
        <SimilarRequests approval={approval} />
      </Section>
      <Section title={`Activity of ${requested_by.name}`} note={`${record.days} days`}>
        <ul className="flex flex-wrap gap-x-7 gap-y-1 text-ink-2">
          <Count value={record.executed} word="executed" />
          <Count value={record.requested} word="approval requested" />
          <Count value={record.denied} word="denied" />
        </ul>
      </Section>
    </>
  );
}

function missingReason(approval: Reviewed): string {
  return isTampered(approval)
    ? "The reason is stored with the arguments, so it is not shown."
    : "The reason was erased with the arguments.";
}

function Count({ value, word }: { value: number; word: string }) {
  return (
    <li>
      <span className="tnum font-semibold text-ink">{formatCount(value)}</span> {word}
    </li>
  );
}

function Withheld() {
  return (
    <Section title="Exact arguments">
      <p className="text-ink-2">Only people who can decide see the arguments. Your role sees the request and its outcome.</p>
    </Section>
  );
}
