"use client";

import type { ApprovalReview } from "@agentlattice/contract";
import { type RefObject, useRef } from "react";
import { KeyHint } from "#components/ui/kbd.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useKeys } from "#features/shell/single-keys.ts";
import { BoundsLine } from "../card/bounds-line.tsx";
import { boundsOf, describeBounds, problemOf, readTyped, type SubmittedField, submittedFields } from "../card/read-edit.ts";
import { Section } from "../card/section.tsx";
import { ValueChange } from "../card/value-change.tsx";

interface EditFieldsProps {
  approval: ApprovalReview;
  /** The typed texts by field. */
  typed: Readonly<Record<string, string>>;
  onType: (field: string, text: string) => void;
}

/** The fields that the policy lets a reviewer change before approving, with their bounds and the difference. E moves the focus to them. */
export function EditFields({ approval, typed, onType }: EditFieldsProps) {
  const first = useRef<HTMLInputElement>(null);
  useKeys({
    e: (event) => {
      event.preventDefault();
      first.current?.focus();
      first.current?.select();
    },
  });
  const fields = submittedFields(approval);
  const changed = fields.some(({ field, current }) => (typed[field] ?? String(current)) !== String(current));
  return (
    <Section title="Change before approving" note="the approval then allows the changed values" end={<KeyHint>E</KeyHint>}>
      <div className="grid gap-4 @min-[560px]:grid-cols-2">
        {fields.map((item, index) => (
          <EditField
            key={item.field}
            item={item}
            text={typed[item.field] ?? String(item.current)}
            first={index === 0 ? first : null}
            onType={(text) => onType(item.field, text)}
          />
        ))}
      </div>
      {changed && approval.stages.some(({ votes }) => votes.length > 0) && (
        <p className="mt-2 text-label text-hold">Votes given so far do not cover the change: their voters are asked again.</p>
      )}
    </Section>
  );
}

interface EditFieldProps {
  item: SubmittedField;
  text: string;
  first: RefObject<HTMLInputElement | null> | null;
  onType: (text: string) => void;
}

function EditField({ item, text, first, onType }: EditFieldProps) {
  const { field, current, requested } = item;
  const problem = text === String(current) ? null : problemOf(item, text);
  const bounds = boundsOf(item);
  const value = readTyped(text, requested);
  return (
    <div className="min-w-0">
      <TextField
        {...(first && { ref: first })}
        label={field}
        mono
        value={text}
        autoComplete="off"
        inputMode={typeof requested === "number" ? "decimal" : "text"}
        error={problem}
        hint={describeBounds(item) ? `Allowed: ${describeBounds(item)}.` : "Any value."}
        onChange={(event) => onType(event.target.value)}
      />
      {bounds && <BoundsLine {...bounds} value={typeof value === "number" ? value : bounds.requested} />}
      {text !== String(requested) && problem === null && (
        <ValueChange requested={requested} value={value} text={text}>
          <p className="border-t px-2.5 py-1 text-right font-sans text-label">
            <button type="button" onClick={() => onType(String(requested))} className="rounded-chip font-medium text-accent-text">
              Reset to {String(requested)}
            </button>
          </p>
        </ValueChange>
      )}
    </div>
  );
}
