"use client";

import type { ApprovalReview } from "@agentlattice/contract";
import type { RefObject } from "react";
import { TextField } from "#components/ui/text-field.tsx";
import { type ExtensionField, extensionFields, validateAmount } from "../card/read-extension.ts";

interface ExtendFieldsProps {
  approval: Pick<ApprovalReview, "extension">;
  /** The typed texts by field. */
  typed: Readonly<Record<string, string>>;
  onType: (field: string, text: string) => void;
  /** The first field. */
  first?: RefObject<HTMLInputElement | null>;
}

/** The amounts by which an approval extends budgets, one field for each measure. */
export function ExtendFields({ approval, typed, onType, first }: ExtendFieldsProps) {
  const hint = ({ min, max }: ExtensionField) =>
    approval.extension?.amounts
      ? "Earlier votes state this amount. Every vote states the same."
      : `At least ${min}. At most ${max}, which earlier extensions of the period leave.`;
  return extensionFields(approval).map((item, index) => {
    const text = typed[item.field] ?? item.proposed;
    return (
      <TextField
        key={item.measure}
        {...(index === 0 && first ? { ref: first } : {})}
        label={`Extend by (${item.unit})`}
        mono
        value={text}
        autoComplete="off"
        inputMode="decimal"
        error={validateAmount(item, text.trim())}
        hint={hint(item)}
        onChange={(event) => onType(item.field, event.target.value)}
      />
    );
  });
}
