import { ownMember } from "./compile-condition.ts";
import type { Step } from "./fields.ts";

/** Maximum number of list items shown to people and agents. */
export const MAX_ITEMS = 20;

/** Returns the value of a field for display. A list yields its items, at most one more than are shown. */
export function readValue(value: unknown, steps: readonly Step[], index = 0): unknown {
  const step = steps[index];
  if (step === undefined) return value;
  if ("key" in step) return readValue(ownMember(value, step.key), steps, index + 1);
  return Array.isArray(value) ? value.slice(0, MAX_ITEMS + 1).map((item) => readValue(item, steps, index + 1) ?? null) : undefined;
}
