import type { ApprovalReview } from "@agentlattice/contract";
import type { ReactNode } from "react";
import { formatAmount } from "#lib/format/text.ts";
import { type SubmittedField, submittedFields } from "./read-edit.ts";
import { Section } from "./section.tsx";

type Scalar = SubmittedField["current"];

/** Shows which values reviewers have changed. Renders nothing without a change. */
export function ChangedValues({ approval }: { approval: ApprovalReview }) {
  const changed = submittedFields(approval).filter(({ current, requested }) => current !== requested);
  if (changed.length === 0) return null;
  return (
    <Section title="Changed by a reviewer" note="the approval allows the changed values">
      <div className="grid gap-4 @min-[560px]:grid-cols-2">
        {changed.map(({ field, current, requested }) => (
          <div key={field} className="min-w-0">
            <p className="text-label text-ink-3">{field}</p>
            <ValueChange requested={requested} value={current} text={String(current)} />
          </div>
        ))}
      </div>
    </Section>
  );
}

interface ValueChangeProps {
  /** The value that the agent sent. */
  requested: Scalar;
  /** The changed value, or null when the text is not a value. */
  value: Scalar | null;
  /** The changed value as it is shown. */
  text: string;
  children?: ReactNode;
}

/** The requested and the changed value of a field, with the difference of numbers. */
export function ValueChange({ requested, value, text, children }: ValueChangeProps) {
  return (
    <div className="mt-2 overflow-hidden rounded-control border font-mono text-code">
      <p className="truncate bg-deny-wash px-2.5 py-0.5">
        <span aria-hidden="true">− </span>
        <span className="sr-only">requested </span>
        {String(requested)}
      </p>
      <p className="flex justify-between gap-3 bg-allow-wash px-2.5 py-0.5">
        <span className="min-w-0 truncate">
          <span aria-hidden="true">+ </span>
          <span className="sr-only">changed to </span>
          {text}
        </span>
        {typeof value === "number" && typeof requested === "number" && (
          <span className="tnum font-sans">{difference(value, requested)}</span>
        )}
      </p>
      {children}
    </div>
  );
}

const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

/** Describes a change of a number: `60 less (12.5%)`. */
function difference(value: number, requested: number): string {
  const amount = `${formatAmount(Math.abs(value - requested))} ${value < requested ? "less" : "more"}`;
  return requested === 0 ? amount : `${amount} (${percent.format(Math.abs((value - requested) / requested))})`;
}
