import type { Json } from "../model/json.ts";

/**
 * What became of an entry's subject, in one word: the status of a decision, the end of an approval, the kind of a change.
 * `null` for entries that have none, such as a session's.
 */
export function entryStatus({ kind, data }: { readonly kind: string; readonly data: Readonly<Record<string, Json>> }): string | null {
  if (data.decision === "approve") return "approved";
  if (data.decision === "deny") return "denied";
  if (typeof data.status === "string") return data.status;
  if (typeof data.change === "string") return data.change;
  return kind.startsWith("approval.") ? kind.slice("approval.".length) : null;
}
