import type { Approval } from "@agentlattice/contract";
import { revealInline } from "@agentlattice/core/text";

/** Returns a plain-text label of an approval for announcements, toasts and search: its summary, or the action and its target. */
export function subjectOf({ action_type, target, summary }: Pick<Approval, "action_type" | "target" | "summary">): string {
  if (summary !== null) return `${action_type}, ${revealInline(summary)}`;
  return target === null ? action_type : `${action_type} on ${revealInline(target)}`;
}
