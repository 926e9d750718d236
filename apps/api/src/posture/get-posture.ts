import type { Posture } from "@agentlattice/contract";
import { type PostureFacts, scorePosture, withoutRows } from "@agentlattice/core/posture";
import { readPostureFacts } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { linkPosture } from "./console-links.ts";

/** The organisation's score, counted now. */
export async function getPosture({ principal, deps }: { principal: Principal; deps: Deps }): Promise<Posture> {
  const { scope } = principal;
  const { facts, at } = await deps.database.inOrg(scope, (client) => readPostureFacts(client, scope.orgId, { memory: deps.activity }));
  return { ...linkPosture(scorePosture(visibleFacts(principal, facts))), computed_at: at.toISOString() } as Posture;
}

/** Agents and members may know the numbers; agents, policies and keys by name only where they may list them all. */
function visibleFacts(principal: Principal, facts: PostureFacts): PostureFacts {
  const ownOnly = principal.kind === "agent" || (principal.kind === "person" && principal.role === "member");
  return ownOnly ? withoutRows(facts) : facts;
}
