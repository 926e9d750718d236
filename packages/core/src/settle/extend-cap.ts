import type { Json } from "../model/json.ts";
import type { BudgetCheck, BudgetMeasure, CapExtension, CostAmounts } from "../model/settle-plan.ts";
import { amountsData } from "./entry-data.ts";
import type { DecideIntent } from "./intents.ts";
import type { ApprovalRecord, Change, CounterRecord, View } from "./types.ts";

/** Returns the extension with which an amount fits, or null when people may not extend the cap that far. */
export function findExtension(check: BudgetCheck, view: View): CapExtension | null {
  const { policy, index, measure, cost, extendable, expires_at } = check;
  if (extendable === undefined || cost === null) return null;
  const exceeded = check.keys.flatMap((key) => {
    const { value, extended } = view.counters.get(key) ?? { value: 0, extended: 0 };
    const cap = check.cap + extended;
    // A budget that is used up allows nothing more, not even an action without a cost.
    const needed = value + Math.max(cost, 1) - cap;
    return needed > 0 ? [{ key, cap, needed, fits: extended + needed <= extendable }] : [];
  });
  const [first] = exceeded;
  if (!first || exceeded.some(({ fits }) => !fits)) return null;
  const needed = Math.max(...exceeded.map((counter) => counter.needed));
  return { policy, index, measure, cap: first.cap, needed, max: extendable, keys: exceeded.map(({ key }) => key), expires_at };
}

/** Returns true when a request asks to extend every counter of a cap that the action exceeds. */
export function asksFor(asked: CapExtension, { policy, index, measure, keys }: CapExtension): boolean {
  return asked.policy === policy && asked.index === index && asked.measure === measure && keys.every((key) => asked.keys.includes(key));
}

/**
 * Returns the error code that refuses the amounts of an approval, or null.
 * INVARIANT: counters are read under the lock of the organisation's head, so the extensions of a period never exceed the policy's bound.
 */
export function refuseExtension({ decision, extend }: DecideIntent, { plan, progress }: ApprovalRecord, view: View): string | null {
  if (decision === "deny") return null;
  const { extension } = plan;
  if (!extension) return extend ? "EXTENSION_NOT_ALLOWED" : null;
  if (!extend) return "EXTENSION_REQUIRED";
  requireLoaded(extension, extend.keys);
  const measures = new Set<string>(extension.map(({ measure }) => measure));
  const stated = Object.keys(extend.amounts);
  if (stated.length !== measures.size || stated.some((measure) => !measures.has(measure))) return "EXTENSION_NOT_ALLOWED";
  const left = remainingExtension(extension, view);
  for (const { measure, needed } of extension) {
    const amount = extend.amounts[measure] ?? 0;
    // An extension with which the request does not fit would use the bound of the period for nothing.
    if (amount < needed || amount > (left[measure] ?? 0)) return "EXTENSION_NOT_ALLOWED";
  }
  return progress.votes.length > 0 && !sameAmounts(progress.extend, extend.amounts) ? "EXTENSION_MISMATCH" : null;
}

/** Returns the amounts, by measure, that earlier extensions of the period leave for these caps. */
export function remainingExtension(
  extension: readonly CapExtension[],
  { counters }: { readonly counters: ReadonlyMap<string, Pick<CounterRecord, "extended">> },
): CostAmounts {
  const left: Partial<Record<BudgetMeasure, number>> = {};
  for (const { measure, max, keys } of extension)
    for (const key of keys) {
      const rest = Math.max(0, max - (counters.get(key)?.extended ?? 0));
      left[measure] = Math.min(left[measure] ?? rest, rest);
    }
  return left;
}

/** Returns true when two votes extend budgets by the same amounts. */
export function sameAmounts(a: CostAmounts | null, b: CostAmounts | null): boolean {
  const text = (amounts: CostAmounts | null) => JSON.stringify(Object.entries(amounts ?? {}).sort());
  return text(a) === text(b);
}

/** Number of caps that an entry lists. */
const MAX_LISTED = 256;

/** Returns caps for the leaf, without their counters, whose keys depend on the caller's session and run. */
export function capsData(extension: readonly CapExtension[]): Json[] {
  return extension
    .slice(0, MAX_LISTED)
    .map(({ policy, index, measure, cap, needed, max }) => ({ policy, index, measure, cap, needed, max }));
}

/** The counters with their new caps, and the members of the entry that record them. */
interface Extended {
  readonly changes: readonly Change[];
  readonly data: Readonly<Record<string, Json>>;
}

/** Raises the caps of a request by the amounts that were approved. */
export function extendCaps({ plan, progress: { extend } }: ApprovalRecord, view: View): Extended {
  if (!plan.extension || !extend) return { changes: [], data: {} };
  const rows = addToCounters(plan.extension, extend, 1, view);
  const extended = plan.extension.slice(0, MAX_LISTED).map(({ policy, index, measure, keys }) => ({
    policy,
    index,
    measure,
    amount: extend[measure] ?? 0,
    total: Math.max(...keys.map((key) => rows.get(key)?.extended ?? 0)),
  }));
  return { changes: toChanges(rows), data: { extended } };
}

/** Lowers the caps again, because the approval was taken back before its action ran. */
export function withdrawExtension(approval: ApprovalRecord, loaded: readonly string[], view: View): Extended {
  const { plan, progress } = approval;
  if (!plan.extension || !progress.extend) return { changes: [], data: {} };
  requireLoaded(plan.extension, loaded);
  return { changes: toChanges(addToCounters(plan.extension, progress.extend, -1, view)), data: amountsData(progress.extend, "withdrawn") };
}

/** Returns the counters whose caps a request asks to extend. */
export function countersOf({ extension }: { readonly extension?: readonly CapExtension[] }): string[] {
  return [...new Set((extension ?? []).flatMap(({ keys }) => keys))];
}

function addToCounters(extension: readonly CapExtension[], amounts: CostAmounts, sign: 1 | -1, view: View): Map<string, CounterRecord> {
  const rows = new Map<string, CounterRecord>();
  for (const { measure, keys, expires_at } of extension)
    for (const key of keys) {
      if (rows.has(key)) continue;
      const row = view.counters.get(key) ?? { key, value: 0, warned: 0, extended: 0, expires_at };
      rows.set(key, { ...row, extended: Math.max(0, row.extended + sign * (amounts[measure] ?? 0)) });
    }
  return rows;
}

function toChanges(rows: ReadonlyMap<string, CounterRecord>): Change[] {
  return [...rows.values()].map((row) => ({ table: "limit_counter", row }));
}

/** INVARIANT: a counter that was not loaded is never written, because its usage would be lost. */
function requireLoaded(extension: readonly CapExtension[], loaded: readonly string[]): void {
  const missing = countersOf({ extension }).find((key) => !loaded.includes(key));
  if (missing !== undefined) throw new Error("the counters of an extension are loaded with the decision");
}
