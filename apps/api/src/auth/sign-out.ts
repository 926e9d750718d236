import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { sessionEntry } from "./session-entry.ts";

/** Ends this session. Its row is checked on each request, so the token is worth nothing from the commit on. */
export async function signOut({ principal, deps }: { principal: PersonPrincipal; deps: Deps }): Promise<void> {
  const { userId, sessionId, scope } = principal;
  const { orgId } = scope;
  await deps.database.audited(scope, async ({ client, now }) => {
    const { count } = await client.session.updateMany({ where: { orgId, sessionId, endedAt: null }, data: { endedAt: new Date(now) } });
    const entries = count === 0 ? [] : [sessionEntry(deps.newId(), "session.ended", sessionId, userId)];
    return { result: null, entries, changesAnswers: false };
  });
}
