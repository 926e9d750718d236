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
  const { lookups } = deps.database;
  const [memberships, [head]] = await Promise.all([lookups.memberships(principal.userId), lookups.headVersions([principal.scope.orgId])]);
  return {
    ...toSessionView(principal, memberships, deps.now()),
    last_event_id: head === undefined || head.size === 0 ? null : String(head.size - 1),
  };
}
