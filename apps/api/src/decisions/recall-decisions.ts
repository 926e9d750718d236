import type { Recall } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { dataWithheldReason, refuseWithheldFilters } from "../audit/data-withheld-reason.ts";
import type { Deps } from "../deps.ts";
import { entryReference } from "../http/caller-reference.ts";
import type { Principal } from "../http/principal.ts";
import { decisionReach } from "./decision-reach.ts";
import { toPastDecision } from "./to-past-decision.ts";

/** Maximum number of decisions of one id, which several agents may have used. */
const PER_ID = 10;

const NOTHING_FOUND =
  "Nothing was found. Check the ids, and that this credential may see the decisions: an agent sees its own and those of the agents below it.";

/**
 * Reads the decisions of several ids in their order, and names the ids without a decision that the principal may see. Everybody may recall by
 * generated ids.
 * @throws AppError as `refuseWithheldFilters`
 */
export async function recallDecisions(deps: Pick<Deps, "database">, principal: Principal, eventIds: readonly string[]): Promise<Recall> {
  const ids = [...new Set(eventIds)];
  refuseWithheldFilters(principal, ids.every((id) => decodeId("evt", id) !== null) ? [] : ["event_ids"]);
  const keys = await deps.database.keysOf(principal.scope.orgId);
  const asked = ids.map((id) => ({ hash: entryReference(keys, "event", id), id: decodeId("evt", id) }));
  const found = await deps.database.decisions.recall(principal.scope, asked, { ...(await decisionReach(deps, principal)), perId: PER_ID });
  const withheld = dataWithheldReason(principal, true);
  const known = new Set(found.map(({ index }) => index));
  const unknown = ids.filter((_, index) => !known.has(index));
  return {
    found: known.size,
    not_found: unknown.length,
    ...(known.size === 0 ? { reason: NOTHING_FOUND } : {}),
    data: found.map(({ index, decision }) => ({ event_id: ids[index] as string, decision: toPastDecision(decision, withheld) })),
    unknown,
  };
}
