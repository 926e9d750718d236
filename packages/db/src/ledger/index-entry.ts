import { decodeId, ID_PREFIXES, type IdPrefix, type Json } from "@agentlattice/core";
import { entryStatus } from "@agentlattice/core/ledger";
import type { SettledEntry } from "@agentlattice/core/settle";

/** Stands for the product itself where an actor's UUID is expected. */
export const SYSTEM_ACTOR = "00000000-0000-0000-0000-000000000000";

/** Columns of an entry that lists filter by. What the common entry would only repeat is left out, and with it from the indexes. */
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

/** The first, in the order of the leaf, of the policies whose verdict was the strictest. */
function decidingPolicy(policies: Json | undefined): string | null {
  if (!Array.isArray(policies)) return null;
  for (const verdict of STRICTEST_FIRST) {
    const by = policies.find((policy) => policy.verdict === verdict);
    if (by) return uuidOf(by.id);
  }
  return null;
}

/** The UUID inside one of our ids, whatever it is of. */
function uuidOf(id: Json | undefined): string | null {
  if (typeof id !== "string") return null;
  const prefix = id.slice(0, id.indexOf("_")) as IdPrefix;
  return ID_PREFIXES.includes(prefix) ? decodeId(prefix, id) : null;
}
