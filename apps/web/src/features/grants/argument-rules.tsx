"use client";

import type { ApprovalReview } from "@agentlattice/contract";
import { type ReactNode, useState } from "react";
import { ActionName } from "#components/ui/action-name.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { type ArgumentRule, type GrantArgument, type GrantDraft, limitOf, ruleOf } from "./grant-draft.ts";

interface ArgumentRulesProps {
  approval: ApprovalReview;
  rules: NonNullable<ApprovalReview["grants"]>;
  args: readonly GrantArgument[] | null;
  /** Fields outside `metadata` that must stay as in the request. */
  others: readonly string[];
  draft: GrantDraft;
  /** Problems of the typed maxima, by argument. */
  problems: Readonly<Record<string, string>>;
  onChange: (part: Partial<GrantDraft>) => void;
}

/** The agent, the action, each argument, with the choice whether a grant compares it exactly, and the other fields that it compares. */
export function ArgumentRules({ approval, rules, args, others, draft, problems, onChange }: ArgumentRulesProps) {
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
        {others.map((name) => (
          <Row key={name} name={name}>
            <span className="text-label text-ink-3">always exactly as in this request</span>
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
  return "A request with another value, or with an argument that this request does not have, is not covered.";
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
  const shown = <ShownValue text={String(value)} />;
  if (isTarget)
    return (
      <div className="flex flex-wrap items-baseline gap-x-3">
        {shown}
        <span className="text-label text-ink-3">target, always exact</span>
      </div>
    );
  const options = typeof value === "number" ? NUMBER_RULES : [EXACT, ANY];
  return (
    <div className="grid grid-cols-[104px_minmax(0,1fr)] items-center gap-2 max-tablet:grid-cols-1">
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

const SHORT = 160;

/** A value of the request. A long one is cut with an ellipsis, and a button shows the whole. */
function ShownValue({ text }: { text: string }) {
  const [isWhole, setIsWhole] = useState(false);
  const characters = Array.from(text);
  const isCut = !isWhole && characters.length > SHORT;
  return (
    <span className="block font-mono text-code break-words">
      <UntrustedInline text={isCut ? `${characters.slice(0, SHORT).join("")}…` : text} />
      {isCut && (
        <button
          type="button"
          onClick={() => setIsWhole(true)}
          className="ml-1 min-h-6 font-sans text-label font-medium text-accent-text underline max-tablet:min-h-11"
        >
          Show all {characters.length} characters
        </button>
      )}
    </span>
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
