import { decodeId, ID_PREFIXES, type IdPrefix, type Json } from "@agentlattice/core";
import { entryStatus } from "@agentlattice/core/ledger";
import type { SettledEntry } from "@agentlattice/core/settle";

/** The actor UUID of entries made by the product itself. */
export const SYSTEM_ACTOR = "00000000-0000-0000-0000-000000000000";

/** Returns the columns by which lists filter entries. Values that most entries share are omitted to keep the indexes small. */
export interface EntryIndex {
  readonly actor_id: string | null;
  readonly subject_id: string | null;
  readonly approval_id: string | null;
  readonly policy_id: string | null;
  readonly status: string | null;
}

export function indexEntry(entry: SettledEntry): EntryIndex {
  const { actor, subject, data } = entry;
  const approval_id = uuidOf(data.approval);
  const actorId = actor.type === "system" ? SYSTEM_ACTOR : uuidOf(actor.id);
  const subjectId = uuidOf(subject.id);
  return {
    actor_id: actorId === entry.agent_id ? null : actorId,
    subject_id: subjectId === entry.id || subjectId === approval_id ? null : subjectId,
    approval_id,
    policy_id: uuidOf(data.policy) ?? decidingPolicy(data.policies),
    status: entryStatus(entry),
  };
}

const STRICTEST_FIRST = ["deny", "approve", "allow", "guard"];

/** Returns the policy with the strictest verdict, the first of them in leaf order. */
function decidingPolicy(policies: Json | undefined): string | null {
  if (!Array.isArray(policies)) return null;
  for (const verdict of STRICTEST_FIRST) {
    const by = policies.find((policy) => policy.verdict === verdict);
    if (by) return uuidOf(by.id);
  }
  return null;
}

/** Returns the UUID of an id of any kind. */
function uuidOf(id: Json | undefined): string | null {
  if (typeof id !== "string") return null;
  const prefix = id.slice(0, id.indexOf("_")) as IdPrefix;
  return ID_PREFIXES.includes(prefix) ? decodeId(prefix, id) : null;
}
