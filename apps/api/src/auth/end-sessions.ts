import type { Actor } from "@agentlattice/core/ledger";
import type { SettledEntry } from "@agentlattice/core/settle";
import type { AuditedContext } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { sessionEntry } from "./session-entry.ts";

interface WhichSessions {
  readonly orgId: string;
  readonly userId: string;
  /** Only this one. */
  readonly only?: string;
  /** All but this one. */
  readonly except?: string;
  /** Who ends them, when it is not the person. */
  readonly actor?: Actor;
}

/** Ends open sessions of a person in one organisation and gives the entries of it. Their tokens are worth nothing from the commit on. */
export async function endSessions(deps: Deps, { client, now }: AuditedContext, which: WhichSessions): Promise<SettledEntry[]> {
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
  // A session whose time had run out ended by itself.
  return open
    .filter((session) => session.expiresAt.getTime() > now)
    .map((session) => sessionEntry(deps.newId(), "session.ended", session.sessionId, userId, actor));
}
