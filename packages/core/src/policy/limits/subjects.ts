import { canonicalize } from "../../ledger/jcs.ts";
import type { Facts } from "../../model/facts.ts";
import type { ModuleTools } from "../../modules/module.ts";

/** The kind of subject that a limit counts for. */
export type Subject = "agent" | "session" | "run" | "organisation" | "action";

/**
 * Returns the subjects that are charged.
 * INVARIANT: an agent's action is charged to all its ancestors, so that delegation evades no limit. For the same reason sessions and runs
 * belong to the root of the delegation.
 */
export function subjectsOf(by: Subject, facts: Facts, tools: ModuleTools): string[] {
  const chain = [...facts.ancestors.map(({ id }) => id), facts.agent.id];
  const { session_id, run_id, action_type } = facts.submission;
  const within = (kind: string, id: unknown) => [`${kind}:${chain[0]}:${typeof id === "string" ? tools.fingerprint(id) : "-"}`];
  if (by === "agent") return chain;
  if (by === "session") return within("ses", session_id);
  if (by === "run") return within("run", run_id);
  return by === "organisation" ? ["org"] : [action_type];
}

/** Returns a keyed hash of the action and the tool with its arguments. */
export function hashCall({ submission }: Facts, tools: ModuleTools): string {
  const { action_type, tool, metadata } = submission;
  return tools.fingerprint(canonicalize([action_type, tool ?? metadata ?? null]));
}

/** Hashes a text with 64-bit FNV-1a to distinguish the rules of one policy. Not used for security. */
export function shortHash(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) hash = ((hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, "0");
}
