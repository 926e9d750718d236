import { decodeId } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { AgentPrincipal } from "../http/principal.ts";

/**
 * Returns the UUID of the submission that an id names: the `audit_event_id` of the action, or the `executed_event_id` that the collection of
 * its approval returned.
 * @throws AppError NOT_FOUND for an id of another form
 */
export async function resolveActionId(deps: Pick<Deps, "database">, principal: AgentPrincipal, id: string | undefined): Promise<string> {
  const eventId = decodeId("evt", id ?? "");
  if (!eventId) throw new AppError("NOT_FOUND", { detail: "This agent has no such action. Check the id." });
  const { orgId } = principal.scope;
  const collected = await deps.database.inOrgReserved(principal.scope, (client) =>
    client.approval.findFirst({
      where: { orgId, executedEventId: eventId, agentId: principal.agentId },
      select: { eventId: true },
    }),
  );
  return collected?.eventId ?? eventId;
}
