"use client";

import type { ApprovalReview } from "@agentlattice/contract";
import { TextField } from "#components/ui/text-field.tsx";
import { describeBounds, fieldValue, problemOf } from "./read-edit.ts";
import { Section } from "./section.tsx";

interface EditFieldsProps {
  approval: ApprovalReview;
  /** The typed texts by field. */
  typed: Readonly<Record<string, string>>;
  onType: (field: string, text: string) => void;
}

/** The fields that the policy lets a reviewer change before approving, with their bounds and the difference. */
export function EditFields({ approval, typed, onType }: EditFieldsProps) {
  const { editable, submission, requested, votes } = approval;
  if (!submission || !requested || editable.length === 0) return null;
  const fields = editable.flatMap((field) => {
    const now = fieldValue(submission, field.field);
    const first = fieldValue(requested, field.field);
    return now === null || first === null ? [] : [{ field, now, first }];
  });
  if (fields.length === 0) return null;
  const changed = fields.some(({ field, now }) => (typed[field.field] ?? String(now)) !== String(now));
  return (
    <Section title="Change before approving" note="the approval then allows the changed values">
      <div className="grid gap-3 @min-[560px]:grid-cols-2">
        {fields.map(({ field, now, first }) => {
          const text = typed[field.field] ?? String(now);
          const bounds = describeBounds(field, first);
          return (
            <TextField
              key={field.field}
              label={field.field}
              mono
              value={text}
              autoComplete="off"
              inputMode={typeof first === "number" ? "decimal" : "text"}
              error={text === String(now) ? null : problemOf(field, text, first)}
              hint={
                text === String(first) ? `Requested. ${bounds && `Allowed: ${bounds}.`}` : `Requested ${String(first)}, changed to ${text}.`
              }
              onChange={(event) => onType(field.field, event.target.value)}
            />
          );
        })}
      </div>
      {changed && votes.length > 0 && (
        <p className="mt-2 text-label text-hold">Votes given so far do not cover the change: their voters are asked again.</p>
      )}
    </Section>
  );
}
