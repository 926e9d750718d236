import type { AcknowledgeInput, Acknowledgement } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import type { HaltOfKey } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { confirmHalt } from "./confirm-halt.ts";
import { haltEnded, haltNotFound } from "./find-halt.ts";
import { stopsAgent } from "./halt-audience.ts";
import { toCoreScope } from "./halt-scope.ts";

interface Acknowledge {
  readonly principal: AgentPrincipal;
  readonly haltId: string;
  readonly input: AcknowledgeInput;
  readonly deps: Pick<Deps, "database" | "newId" | "now">;
}

/**
 * Records that a client of the agent has stopped. Repeating it changes nothing. The last acknowledgement confirms the halt.
 * @throws AppError NOT_FOUND for a halt that does not stop the agent, HALT_ENDED, CLIENT_NOT_TOLD, CLIENT_AMBIGUOUS
 */
export async function acknowledgeHalt({ principal, haltId, input, deps }: Acknowledge): Promise<Acknowledgement> {
  const { scope, keyId } = principal;
  const answer = (clientId: string, at: Date) => ({
    halt_id: encodeId("hlt", haltId),
    client_id: encodeId("cli", clientId),
    acknowledged_at: at.toISOString(),
  });
  // One read answers requests that change nothing, so that a flood of refused requests does not take database connections from people.
  const named = input.client_id === undefined ? null : decodeId("cli", input.client_id);
  const halt = await deps.database.haltOfKey(scope, { haltId, keyId, clientId: named });
  if (!halt || !stopsAgent(toCoreScope(halt.scope), principal)) throw haltNotFound();
  if (halt.resumedAt) throw haltEnded();
  const { clientId, acknowledgedAt } = onlyNotified(halt);
  if (acknowledgedAt) return answer(clientId, acknowledgedAt);

  const key = { orgId: scope.orgId, haltId, keyId, clientId };
  const { at, isLast } = await deps.database.inOrg(scope, async (client) => {
    // INVARIANT: only a client of this key that the halt was sent to confirms it. No other row exists, and none is added here.
    const { count } = await client.haltClient.updateMany({
      where: { ...key, toldAt: { not: null }, acknowledgedAt: null, halt: { resumedAt: null } },
      data: { acknowledgedAt: new Date(deps.now()), ...(input.client === undefined ? {} : { client: input.client }) },
    });
    const row = await client.haltClient.findUnique({ where: { orgId_haltId_keyId_clientId: key }, select: { acknowledgedAt: true } });
    // A person resumed the halt after the read.
    if (!row?.acknowledgedAt) throw haltEnded();
    return { at: row.acknowledgedAt, isLast: count > 0 };
  });
  // Counted after the commit: of two concurrent last acknowledgements, the later commit sees both.
  if (isLast) await confirmHalt(deps, scope.orgId, haltId);
  return answer(clientId, at);
}

/** Returns the named client, or the only one of the key. @throws AppError CLIENT_NOT_TOLD, CLIENT_AMBIGUOUS */
function onlyNotified({ clients: [only, other] }: HaltOfKey): HaltOfKey["clients"][number] {
  // INVARIANT: an acknowledgement confirms one client only.
  if (other)
    throw new AppError("CLIENT_AMBIGUOUS", {
      detail: "Several clients use this key. Send the client_id that the event stream returned as AL-Client-ID.",
    });
  if (!only?.toldAt) throw clientNotNotified();
  return only;
}

function clientNotNotified(): AppError {
  return new AppError("CLIENT_NOT_TOLD", {
    detail:
      "This halt was not sent to a client with this id and this key. Open GET /events/stream with the key, wait for the halt, and send the AL-Client-ID of the stream as client_id.",
  });
}
