"use client";

import type { ApprovalReview } from "@agentlattice/contract";
import { TextField } from "#components/ui/text-field.tsx";
import { extensionFields, problemOfAmount } from "./read-extension.ts";
import { Section } from "./section.tsx";

interface ExtendFieldsProps {
  approval: ApprovalReview;
  /** The typed texts by field. */
  typed: Readonly<Record<string, string>>;
  onType: (field: string, text: string) => void;
}

/** The amounts by which an approval extends the budgets that the action exceeds. */
export function ExtendFields({ approval, typed, onType }: ExtendFieldsProps) {
  return (
    <Section title="Extend the budget" note="in this period, for every action of the budget">
      <div className="grid gap-3 @min-[560px]:grid-cols-2">
        {extensionFields(approval).map((item) => {
          const text = typed[item.field] ?? item.proposed;
          return (
            <TextField
              key={item.measure}
              label={`Extend by (${item.measure})`}
              mono
              value={text}
              autoComplete="off"
              inputMode="decimal"
              error={problemOfAmount(item, text.trim())}
              hint={`Needed ${item.proposed}. All extensions of the period: at most ${item.max}.`}
              onChange={(event) => onType(item.field, event.target.value)}
            />
          );
        })}
      </div>
    </Section>
  );
}
