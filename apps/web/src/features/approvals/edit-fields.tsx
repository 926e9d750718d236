"use client";

import type { ApprovalReview } from "@agentlattice/contract";
import { TextField } from "#components/ui/text-field.tsx";
import { describeBounds, problemOf, submittedFields } from "./read-edit.ts";
import { Section } from "./section.tsx";

interface EditFieldsProps {
  approval: ApprovalReview;
  /** The typed texts by field. */
  typed: Readonly<Record<string, string>>;
  onType: (field: string, text: string) => void;
}

/** The fields that the policy lets a reviewer change before approving, with their bounds and the difference. */
export function EditFields({ approval, typed, onType }: EditFieldsProps) {
  const fields = submittedFields(approval);
  if (fields.length === 0) return null;
  const changed = fields.some(({ field, current }) => (typed[field] ?? String(current)) !== String(current));
  return (
    <Section title="Change before approving" note="the approval then allows the changed values">
      <div className="grid gap-3 @min-[560px]:grid-cols-2">
        {fields.map((item) => {
          const { field, current, requested } = item;
          const text = typed[field] ?? String(current);
          const bounds = describeBounds(item);
          return (
            <TextField
              key={field}
              label={field}
              mono
              value={text}
              autoComplete="off"
              inputMode={typeof requested === "number" ? "decimal" : "text"}
              error={text === String(current) ? null : problemOf(item, text)}
              hint={
                text === String(requested)
                  ? `Requested. ${bounds && `Allowed: ${bounds}.`}`
                  : `Requested ${String(requested)}, changed to ${text}.`
              }
              onChange={(event) => onType(field, event.target.value)}
            />
          );
        })}
      </div>
      {changed && approval.votes.length > 0 && (
        <p className="mt-2 text-label text-hold">Votes given so far do not cover the change: their voters are asked again.</p>
      )}
    </Section>
  );
}
