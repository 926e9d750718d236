"use client";

import type { ApprovalReview } from "@agentlattice/contract";
import { formatMeasure } from "#features/budgets/budget-words.ts";
import { ExtendFields } from "../decide/extend-fields.tsx";
import { describeAmounts } from "./read-extension.ts";
import { Section } from "./section.tsx";

interface ExtensionSectionProps {
  approval: ApprovalReview;
  /** True while this person may decide. */
  isOpen: boolean;
  /** The typed texts by field. */
  typed: Readonly<Record<string, string>>;
  onType: (field: string, text: string) => void;
}

/** The caps that the request exceeds, with the amounts by which an approval extends them. */
export function ExtensionSection({ approval, isOpen, typed, onType }: ExtensionSectionProps) {
  const amounts = approval.extension?.amounts;
  return (
    <Section title="Extend the budget" note="in this period, for every action of the budget">
      <ul className="mb-3 text-ink-2">
        {approval.extension?.caps.map(({ policy, path, measure, cap, needed, max, left }) => (
          <li key={`${policy.id} ${path} ${measure}`}>
            <span className="text-ink">{policy.name}</span>: cap {formatMeasure(measure, cap)}, needed {formatMeasure(measure, needed)}{" "}
            more. All extensions of the period: at most {formatMeasure(measure, max)}
            {left === undefined ? "." : `, of which ${formatMeasure(measure, left)} is left.`}
          </li>
        ))}
      </ul>
      {isOpen ? (
        <div className="grid gap-3 @min-[560px]:grid-cols-2">
          <ExtendFields approval={approval} typed={typed} onType={onType} />
        </div>
      ) : (
        amounts && (
          <p>
            {approval.status === "pending" ? "Proposed" : "Extended by"}: {describeAmounts(amounts)}.
          </p>
        )
      )}
    </Section>
  );
}
