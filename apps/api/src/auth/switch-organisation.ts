import type { SignInResult } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import type { Client } from "./describe-client.ts";
import { startSession } from "./start-session.ts";

export interface SwitchRequest {
  readonly principal: PersonPrincipal;
  /** Id of the organisation from the request. */
  readonly org: string;
  readonly client: Client;
  readonly deps: Pick<Deps, "database" | "newId" | "now">;
}

/** Starts a session in another organisation of the person. It expires when the current session would. @throws AppError NOT_FOUND */
export async function switchOrganisation({ principal, org, client, deps }: SwitchRequest): Promise<SignInResult> {
  const { userId, email, name, sessionId, scope } = principal;
  const memberships = await deps.database.lookups.memberships(userId);
  const membership = memberships.find((candidate) => encodeId("org", candidate.org_id) === org);
  if (!membership)
    throw new AppError("NOT_FOUND", { detail: "You are not a member of such an organisation. GET /organisations lists yours." });
  const { expiresAt } = await deps.database.inOrg(scope, (tables) =>
    tables.session.findUniqueOrThrow({ where: { orgId_sessionId: { orgId: scope.orgId, sessionId } }, select: { expiresAt: true } }),
  );
  return startSession({
    user: { user_id: userId, email, name },
    memberships,
    orgId: membership.org_id,
    client,
    provedHash: null,
    notAfter: expiresAt.getTime(),
    deps,
  });
}
