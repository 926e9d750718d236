import { type AuditedContext, sealText } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { callerReference } from "../http/caller-reference.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { rootAgentOf } from "./run-access.ts";

/**
 * Returns the UUID of the session with this id of the caller, and creates it first when it is new. The head of the ledger is locked, so
 * parallel requests create one session.
 */
export async function openSession(
  deps: Pick<Deps, "database" | "newId">,
  { client, origin, now }: AuditedContext,
  principal: AgentPrincipal,
  name: string,
): Promise<string> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const owner = {
    orgId,
    reference: callerReference(keys, "session", name),
    rootAgentId: rootAgentOf(principal),
    environment: principal.environment,
  };
  const known = await client.agentSession.findUnique({ where: { orgId_reference_rootAgentId_environment: owner } });
  if (known) return known.sessionId;
  const sessionId = deps.newId();
  const sealed = sealText({ dataKey: keys.data, orgId, origin, entryId: sessionId, field: "session" }, name);
  await client.agentSession.create({ data: { ...owner, sessionId, name: sealed, createdAt: new Date(now) } });
  return sessionId;
}
