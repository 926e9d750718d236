import { encodeId } from "@agentlattice/core";
import type { Actor } from "@agentlattice/core/ledger";
import type { SettledEntry } from "@agentlattice/core/settle";
import { configEntry } from "../audit/config-entry.ts";

/** Returns the entry of a started or ended session. The actor is the session's owner unless another person ended it. */
export function sessionEntry(
  id: string,
  kind: "session.started" | "session.ended",
  sessionId: string,
  userId: string,
  actor?: Actor,
): SettledEntry {
  const session = encodeId("ses", sessionId);
  const user = encodeId("usr", userId);
  return configEntry({
    id,
    kind,
    actor: actor ?? { type: "user", id: user },
    subject: { type: "session", id: session },
    data: { session, user },
  });
}
