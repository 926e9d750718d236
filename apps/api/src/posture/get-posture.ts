import type { Posture } from "@agentlattice/contract";
import { type PostureFacts, scorePosture, withoutRows } from "@agentlattice/core/posture";
import { readPostureFacts } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { linkPosture } from "./console-links.ts";

/** Computes the organisation's current score. */
export async function getPosture({
  principal,
  deps,
}: {
  principal: Principal;
  deps: Pick<Deps, "activity" | "database">;
}): Promise<Posture> {
  const { scope } = principal;
  const { facts, at } = await deps.database.inOrg(scope, (client) => readPostureFacts(client, scope.orgId, { memory: deps.activity }));
  return { ...linkPosture(scorePosture(visibleFacts(principal, facts))), computed_at: at.toISOString() } as Posture;
}

/** Removes names of agents, policies and keys for principals that may not list them. The numbers remain. */
function visibleFacts(principal: Principal, facts: PostureFacts): PostureFacts {
  const ownOnly = principal.kind === "agent" || (principal.kind === "person" && principal.role === "member");
  return ownOnly ? withoutRows(facts) : facts;
}
