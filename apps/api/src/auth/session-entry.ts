import { encodeId } from "@agentlattice/core";
import type { SettledEntry } from "@agentlattice/core/settle";
import { configEntry } from "../audit/config-entry.ts";

/** The entry of a session that began or ended. */
export function sessionEntry(id: string, kind: "session.started" | "session.ended", sessionId: string, userId: string): SettledEntry {
  const session = encodeId("ses", sessionId);
  const user = encodeId("usr", userId);
  return configEntry({ id, kind, actor: { type: "user", id: user }, subject: { type: "session", id: session }, data: { session, user } });
}
