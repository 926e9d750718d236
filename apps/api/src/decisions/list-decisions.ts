import type { DecisionQuery } from "@agentlattice/contract";
import type { z } from "zod";
import { dataWithheldReason, refuseWithheldFilters } from "../audit/data-withheld-reason.ts";
import type { Deps } from "../deps.ts";
import { entryReference } from "../http/caller-reference.ts";
import { decodeCursor, idPosition, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { readBounds } from "../http/read-range.ts";
import { referenceFilter } from "../http/reference-filter.ts";
import { decisionReach } from "./decision-reach.ts";
import { toPastDecision } from "./to-past-decision.ts";
import { wordsFilter } from "./words-filter.ts";

/** Lists the decisions that a principal may see, newest first. @throws AppError as `refuseWithheldFilters`; as `wordsFilter` */
export async function listDecisions(deps: Pick<Deps, "configs" | "database">, principal: Principal, query: z.output<typeof DecisionQuery>) {
  const { from, to } = readBounds(query);
  const before = decodeCursor(query.cursor, idPosition)?.[0];
  const keys = await deps.database.keysOf(principal.scope.orgId);
  const { tags, match, action_type: actionType } = query;
  refuseWithheldFilters(principal, tags === undefined ? [] : ["tags"]);
  const rows = await deps.database.decisions.find(principal.scope, {
    ...(await decisionReach(deps, principal, query)),
    ...(await referenceFilter(deps, principal, query)),
    ...(await wordsFilter(deps, principal, query.text)),
    ...(tags === undefined ? {} : { tags: { hashes: tags.map((tag) => entryReference(keys, "tag", tag)), match } }),
    ...(actionType === undefined ? {} : { actionType }),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(before === undefined ? {} : { before }),
    limit: query.limit + 1,
  });
  const withheld = dataWithheldReason(principal, true);
  return toPage(
    rows,
    query.limit,
    (row) => toPastDecision(row, withheld),
    (row) => [row.id],
  );
}
