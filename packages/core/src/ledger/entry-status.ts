import type { Json } from "../model/json.ts";

/**
 * Returns the status of an entry's subject in one word: of a decision, an approval or a change. Returns null for entries without one, such
 * as those of sessions.
 */
export function entryStatus({ kind, data }: { readonly kind: string; readonly data: Readonly<Record<string, Json>> }): string | null {
  if (data.decision === "approve") return "approved";
  if (data.decision === "deny") return "denied";
  if (typeof data.status === "string") return data.status;
  if (typeof data.change === "string") return data.change;
  return kind.startsWith("approval.") ? kind.slice("approval.".length) : null;
}
