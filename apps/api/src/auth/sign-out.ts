import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { endSessions } from "./end-sessions.ts";
import { EVEN_UNSIGNED } from "./start-session.ts";

/** Ends this session. The token is invalid after the commit, because each request checks the session's row. */
export async function signOut({ principal, deps }: { principal: PersonPrincipal; deps: Pick<Deps, "database" | "newId"> }): Promise<void> {
  const { userId, sessionId, scope } = principal;
  await deps.database.audited(
    scope,
    async (context) => {
      const entries = await endSessions(deps, context, { orgId: scope.orgId, userId, only: sessionId });
      return { result: null, entries, changesAnswers: false };
    },
    EVEN_UNSIGNED,
  );
}
