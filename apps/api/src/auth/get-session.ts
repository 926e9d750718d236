import type { SessionView } from "@agentlattice/contract";
import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { toSessionView } from "./to-session-view.ts";

/** Reads the current session and the person's organisations. */
export async function getSession({
  principal,
  deps,
}: {
  principal: PersonPrincipal;
  deps: Pick<Deps, "database" | "now">;
}): Promise<SessionView> {
  return toSessionView(principal, await deps.database.lookups.memberships(principal.userId), deps.now());
}
