import type { Actor } from "@agentlattice/core/ledger";
import type { SettledEntry } from "@agentlattice/core/settle";
import type { AuditedContext } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { sessionEntry } from "./session-entry.ts";

interface WhichSessions {
  readonly orgId: string;
  readonly userId: string;
  /** UUID of the only session to end; absent to end all. */
  readonly only?: string;
  /** UUID of a session to keep. */
  readonly except?: string;
  /** The person who ends the sessions, if another than their owner. */
  readonly actor?: Actor;
}

/** Ends open sessions of a person in one organisation and returns the entries. The tokens are invalid after the commit. */
export async function endSessions(
  deps: Pick<Deps, "newId">,
  { client, now }: AuditedContext,
  which: WhichSessions,
): Promise<SettledEntry[]> {
  const { orgId, userId, only, except, actor } = which;
  const open = await client.session.findMany({
    where: {
      orgId,
      userId,
      endedAt: null,
      sessionId: { ...(only ? { equals: only } : {}), ...(except ? { not: except } : {}) },
    },
    select: { sessionId: true, expiresAt: true },
  });
  const ids = open.map((session) => session.sessionId);
  if (ids.length > 0) await client.session.updateMany({ where: { orgId, sessionId: { in: ids } }, data: { endedAt: new Date(now) } });
  // Expired sessions have ended already.
  return open
    .filter((session) => session.expiresAt.getTime() > now)
    .map((session) => sessionEntry(deps.newId(), "session.ended", session.sessionId, userId, actor));
}
