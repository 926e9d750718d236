import type { Report } from "../model/issue.ts";
import type { Json } from "../model/json.ts";
import type { Path } from "../model/path.ts";
import { asMoment } from "./check-value.ts";
import type { Operator } from "./operators.ts";

interface Bounds {
  readonly low: number;
  readonly high: number;
  /** True when the bound itself is excluded. */
  readonly isOpen: boolean;
}

const NONE = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, isOpen: false };

/** Reports comparisons of one field that cannot hold together: `gt 5` and `lt 3`, or two different values. */
export function findContradictions(
  leaves: readonly { readonly field: string; readonly operator: Operator; readonly value?: Json }[],
  path: Path,
  report: Report,
): void {
  const seen = new Map<string, Bounds>();
  const texts = new Map<string, Json>();
  for (const { field, operator, value } of leaves) {
    // Two items of a list may satisfy two comparisons.
    if (field.includes("[any]") || value === undefined) continue;
    if (operator === "eq" && typeof value === "string" && asMoment(value) === null) {
      if (texts.has(field) && texts.get(field) !== value) report(path, `${field} cannot be two values: write in and a list, or use any`);
      texts.set(field, value);
    }
    const bounds = boundsOf(operator, value);
    if (!bounds) continue;
    const [kind, at] = bounds;
    const key = `${kind} ${field}`;
    const before = seen.get(key) ?? NONE;
    const low = Math.max(before.low, at.low);
    const high = Math.min(before.high, at.high);
    const isOpen =
      (low === at.low || high === at.high ? at.isOpen : false) || (low === before.low || high === before.high ? before.isOpen : false);
    seen.set(key, { low, high, isOpen });
    if (low > high || (low === high && isOpen))
      report(path, `no value of ${field} satisfies all of these comparisons: change a bound, or use any`);
  }
}

function boundsOf(operator: Operator, value: Json): readonly [kind: string, bounds: Bounds] | null {
  const [first, second] = Array.isArray(value) ? value : [value];
  const from = asMoment(first ?? null);
  if (!from) return null;
  const { kind, at } = from;
  switch (operator) {
    case "eq":
      return [kind, { low: at, high: at, isOpen: false }];
    case "gt":
    case "after":
      return [kind, { ...NONE, low: at, isOpen: true }];
    case "gte":
      return [kind, { ...NONE, low: at }];
    case "lt":
    case "before":
      return [kind, { ...NONE, high: at, isOpen: true }];
    case "lte":
      return [kind, { ...NONE, high: at }];
    case "between":
      return [kind, { low: at, high: asMoment(second ?? null)?.at ?? at, isOpen: false }];
    default:
      return null;
  }
}
