import { encodeId } from "@agentlattice/core";
import type { Actor } from "@agentlattice/core/ledger";
import type { SettledEntry } from "@agentlattice/core/settle";
import { configEntry } from "../audit/config-entry.ts";

/** The entry of a session that began or ended, by the person themselves unless somebody else ended it. */
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
