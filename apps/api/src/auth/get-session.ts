import type { SessionView } from "@agentlattice/contract";
import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { toSessionView } from "./to-session-view.ts";

/** Who is signed in, and where else they belong. */
export async function getSession({ principal, deps }: { principal: PersonPrincipal; deps: Deps }): Promise<SessionView> {
  return toSessionView(principal, await deps.database.lookups.memberships(principal.userId), deps.now());
}
