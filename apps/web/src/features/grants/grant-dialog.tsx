"use client";

import type { ApprovalReview, GrantInput } from "@agentlattice/contract";
import { type ReactNode, useState } from "react";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { ArgumentRules } from "./argument-rules.tsx";
import { GrantBacktest } from "./grant-backtest.tsx";
import { amountOf, durationsWithin, emptyDraft, type GrantDraft, grantArguments, otherFields, readGrant } from "./grant-draft.ts";

interface GrantDialogProps {
  approval: ApprovalReview;
  rules: NonNullable<ApprovalReview["grants"]>;
  submission: NonNullable<ApprovalReview["submission"]>;
  /** True when other people have to approve too. */
  needsOthers: boolean;
  /** Reason why no decision is possible right now. */
  blocked: string | null;
  busy: boolean;
  error: Error | null;
  onSend: (grant: GrantInput) => void;
  onClose: () => void;
}

const UNITS = { s: "seconds", m: "minutes", h: "hours", d: "days" } as const;

/** Asks for the bounds of a standing grant and shows which earlier requests it would have covered. */
export function GrantDialog({ approval, rules, submission, needsOthers, blocked, busy, error, onSend, onClose }: GrantDialogProps) {
  const args = grantArguments(submission, rules);
  const amount = amountOf(submission, rules);
  const [draft, setDraft] = useState(() => emptyDraft(rules, amount));
  const change = (part: Partial<GrantDraft>) => setDraft((before) => ({ ...before, ...part }));
  const { grant, problems } = readGrant(draft, { rules, args, amount });
  return (
    <FormDialog
      title="Approve and allow similar requests?"
      verb="Approve and allow similar"
      placement="wide"
      blocked={blocked ?? (grant ? null : "Correct the marked fields.")}
      busy={busy}
      error={error}
      failed="The approval was not saved"
      stillWorks="The request is still pending, and no grant was given."
      onSend={() => grant && onSend(grant)}
      onClose={onClose}
    >
      <p className="text-body text-ink-2">
        Similar requests then run without asking until a limit is reached. A denial by another policy still applies. Each use is recorded.
      </p>
      <div className="grid gap-x-8 gap-y-5 tablet:grid-cols-[minmax(0,1fr)_260px]">
        <div className="flex min-w-0 flex-col gap-5">
          <Group title="Allows only">
            <ArgumentRules
              approval={approval}
              rules={rules}
              args={args}
              others={otherFields(submission)}
              draft={draft}
              problems={problems.limits}
              onChange={change}
            />
          </Group>
          <Group title="Ends at the first limit">
            <div className="grid gap-3 tablet:grid-cols-3">
              <SelectField
                label="Time"
                value={draft.for}
                options={durationsWithin(rules.max).map((duration) => ({ value: duration, text: describeDuration(duration) }))}
                hint="from the approval"
                onChange={(chosen) => change({ for: chosen })}
              />
              <TextField
                label="Number of uses"
                value={draft.count}
                inputMode="numeric"
                autoComplete="off"
                error={problems.count}
                hint={`up to ${rules.max_count}`}
                onChange={(event) => change({ count: event.target.value })}
              />
              {(amount !== null || rules.max_sum !== null) && (
                <TextField
                  label={`Total of ${rules.sum_field}`}
                  value={draft.sum}
                  inputMode="decimal"
                  autoComplete="off"
                  error={problems.sum}
                  hint={rules.max_sum === null ? "optional" : `up to ${rules.max_sum}`}
                  onChange={(event) => change({ sum: event.target.value })}
                />
              )}
            </div>
          </Group>
        </div>
        <Group title="Backtest">
          {grant ? (
            <GrantBacktest approvalId={approval.id} grant={grant} />
          ) : (
            <p className="text-label text-ink-2">Runs when the fields are valid.</p>
          )}
        </Group>
      </div>
      <p className="text-label text-ink-3">
        Revoke it any time under Grants. It also ends when a policy that asked or the agent's key changes.
        {needsOthers && " It is given when the other approvers name the same grant."}
      </p>
    </FormDialog>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h3 className="mb-2 text-body">{title}</h3>
      {children}
    </section>
  );
}

function describeDuration(duration: string): string {
  const count = Number.parseInt(duration, 10);
  const unit = UNITS[duration.slice(-1) as keyof typeof UNITS];
  return `${count} ${count === 1 ? unit.slice(0, -1) : unit}`;
}
