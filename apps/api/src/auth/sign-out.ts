import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { endSessions } from "./end-sessions.ts";
import { EVEN_UNSIGNED } from "./start-session.ts";

/** Ends this session. Its row is checked on each request, so the token is worth nothing from the commit on. */
export async function signOut({ principal, deps }: { principal: PersonPrincipal; deps: Deps }): Promise<void> {
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
