"use client";

import type { ApprovalReview } from "@agentlattice/contract";
import type { ReactNode } from "react";
import { ActionName } from "#components/ui/action-name.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { type ArgumentRule, type GrantArgument, type GrantDraft, limitOf, ruleOf } from "./grant-draft.ts";

interface ArgumentRulesProps {
  approval: ApprovalReview;
  rules: NonNullable<ApprovalReview["grants"]>;
  args: readonly GrantArgument[] | null;
  draft: GrantDraft;
  /** Problems of the typed maxima, by argument. */
  problems: Readonly<Record<string, string>>;
  onChange: (part: Partial<GrantDraft>) => void;
}

/** The agent, the action and each argument, with the choice whether a grant compares it exactly. */
export function ArgumentRules({ approval, rules, args, draft, problems, onChange }: ArgumentRulesProps) {
  return (
    <>
      <dl>
        <Row name="agent">
          {approval.requested_by.name}, {approval.environment}
        </Row>
        <Row name="action">
          <ActionName type={approval.action_type} className="text-code" />
        </Row>
        {!rules.exact &&
          args?.map((argument) => (
            <Row key={argument.name} name={argument.name}>
              <Argument argument={argument} draft={draft} problem={problems[argument.name] ?? null} onChange={onChange} />
            </Row>
          ))}
      </dl>
      <p className="mt-2 text-label text-ink-3">{scopeNote(rules.exact, args)}</p>
    </>
  );
}

function scopeNote(exact: boolean, args: readonly GrantArgument[] | null): string {
  if (exact) return "The policy allows grants for the same arguments only.";
  if (args === null) return "The arguments have parts that no condition can compare, so the grant covers the same arguments only.";
  return "If every argument is exact, only the same arguments are covered. Otherwise arguments that this request does not have are not compared.";
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid min-h-10 grid-cols-[minmax(0,110px)_minmax(0,1fr)] items-center gap-x-3 border-b py-1.5 last:border-b-0">
      <dt className="font-mono text-code break-words">
        <UntrustedInline text={name} />
      </dt>
      <dd className="min-w-0 text-body">{children}</dd>
    </div>
  );
}

const EXACT = { value: "exact", text: "is exactly" } as const;
const ANY = { value: "any", text: "any value" } as const;
const NUMBER_RULES = [EXACT, { value: "at_most", text: "at most" }, ANY] as const;

function Argument({
  argument,
  draft,
  problem,
  onChange,
}: {
  argument: GrantArgument;
  draft: GrantDraft;
  problem: string | null;
  onChange: ArgumentRulesProps["onChange"];
}) {
  const { name, value, isTarget } = argument;
  const rule = ruleOf(draft, argument);
  const shown = (
    <span className="block max-h-20 overflow-y-auto font-mono text-code break-words">
      <UntrustedInline text={String(value)} />
    </span>
  );
  if (isTarget)
    return (
      <div className="flex flex-wrap items-baseline gap-x-3">
        {shown}
        <span className="text-label text-ink-3">target, always exact</span>
      </div>
    );
  const options = typeof value === "number" ? NUMBER_RULES : [EXACT, ANY];
  return (
    <div className="grid grid-cols-[104px_minmax(0,1fr)] items-center gap-2 max-tablet:grid-cols-[128px_minmax(0,1fr)]">
      <SelectField
        label={`Rule for ${name}`}
        hiddenLabel
        value={rule}
        options={options}
        onChange={(chosen) => onChange({ rules: { ...draft.rules, [name]: chosen as ArgumentRule } })}
      />
      {rule === "exact" && shown}
      {rule === "any" && <span className="text-label text-ink-3">this request: {shown}</span>}
      {rule === "at_most" && (
        <Limit
          name={name}
          value={limitOf(draft, argument)}
          problem={problem}
          onChange={(text) => onChange({ limits: { ...draft.limits, [name]: text } })}
        />
      )}
    </div>
  );
}

function Limit({
  name,
  value,
  problem,
  onChange,
}: {
  name: string;
  value: string;
  problem: string | null;
  onChange: (text: string) => void;
}) {
  return (
    <TextField
      label={`Maximum of ${name}`}
      hiddenLabel
      mono
      value={value}
      inputMode="decimal"
      autoComplete="off"
      error={problem}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
