import type { ActionInput } from "@agentlattice/contract";
import type { References } from "@agentlattice/core/settle";
import type { OrgKeys } from "@agentlattice/db";
import { entryReference, sessionReference } from "../http/caller-reference.ts";

/**
 * Returns the references by which an entry is found.
 * @param runSession keyed hash of the session of its run, which applies when the request names no session
 */
export function referencesOf(
  keys: OrgKeys,
  { session_id, correlation_id, tags = [] }: Pick<ActionInput, "session_id" | "correlation_id" | "tags">,
  eventId: string | undefined,
  runSession: Uint8Array | null,
): References {
  const session = sessionReference(keys, session_id, runSession);
  return {
    followed: [
      ...(session ? [session] : []),
      ...(correlation_id === undefined ? [] : [entryReference(keys, "correlation", correlation_id)]),
      ...(eventId === undefined ? [] : [entryReference(keys, "event", eventId)]),
    ],
    own: [...new Set(tags)].map((tag) => entryReference(keys, "tag", tag)),
  };
}
