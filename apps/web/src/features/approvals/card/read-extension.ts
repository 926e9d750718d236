import type { ApprovalReview, DecisionInput } from "@agentlattice/contract";
import { formatMeasure } from "#features/budgets/budget-words.ts";

type Extend = NonNullable<DecisionInput["extend"]>;
type Measure = keyof Extend;

/** A measure whose caps an approval extends. */
export interface ExtensionField {
  readonly measure: Measure;
  readonly unit: string;
  /** The name under which the typed text is kept. */
  readonly field: string;
  /** The amount of earlier votes, otherwise the least with which the action fits. */
  readonly proposed: string;
  /** The least with which the action fits. */
  readonly min: string;
  /** The most that earlier extensions of the period leave. */
  readonly max: string;
}

const UNITS: Readonly<Record<Measure, string>> = { usd: "US dollars", tokens: "tokens", calls: "calls", seconds: "seconds" };

/** Returns the amounts that an approval of this request states, one for each measure. */
export function extensionFields({ extension }: Pick<ApprovalReview, "extension">): ExtensionField[] {
  const measures = [...new Set((extension?.caps ?? []).map(({ measure }) => measure))];
  return measures.map((measure) => {
    const caps = (extension?.caps ?? []).filter((cap) => cap.measure === measure);
    const inOrder = (amounts: (string | number)[]) => amounts.map(String).sort((a, b) => Number(a) - Number(b));
    const min = inOrder(caps.map(({ needed }) => needed)).at(-1) ?? "";
    return {
      measure,
      unit: UNITS[measure],
      field: `extend ${measure}`,
      proposed: String(extension?.amounts?.[measure] ?? min),
      min,
      max: inOrder(caps.map(({ left, max }) => left ?? max))[0] ?? "",
    };
  });
}

/** Returns why a typed amount cannot be sent, or null. The API checks it again, because another request may be extended meanwhile. */
export function validateAmount({ measure, min, max }: ExtensionField, text: string): string | null {
  if (Number(min) > Number(max)) return `The request needs ${min}, and earlier extensions of the period leave ${max}. Deny the request.`;
  const isAmount = measure === "usd" ? /^\d{1,9}(\.\d{1,6})?$/.test(text) : /^\d{1,10}$/.test(text);
  if (!isAmount || Number(text) <= 0) return measure === "usd" ? "Enter an amount such as 5.00." : "Enter a whole number above 0.";
  if (Number(text) < Number(min)) return `Enter at least ${min}, which the request needs.`;
  return Number(text) > Number(max) ? `Enter at most ${max}.` : null;
}

/** Reads the amounts of an approval. `extend` is absent for a request that extends no budget. */
export function readExtension(
  approval: Pick<ApprovalReview, "extension">,
  typed: Readonly<Record<string, string>>,
): { readonly extend?: Extend; readonly problem: string | null } {
  const fields = extensionFields(approval);
  if (fields.length === 0) return { problem: null };
  let problem: string | null = null;
  const amounts = fields.map((field) => {
    const text = (typed[field.field] ?? field.proposed).trim();
    problem ??= validateAmount(field, text);
    return [field.measure, field.measure === "usd" ? text : Number(text)] as const;
  });
  return { extend: Object.fromEntries(amounts) as Extend, problem };
}

/** Describes the amounts of an extension: `$5.00 and 3 calls`. */
export function describeAmounts(amounts: Extend): string {
  const entries = Object.entries(amounts) as [Measure, string | number][];
  return entries.map(([measure, amount]) => formatMeasure(measure, amount)).join(" and ");
}
