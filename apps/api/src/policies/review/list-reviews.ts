import type { PolicyReviewQuery } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import type { z } from "zod";
import type { Deps } from "../../deps.ts";
import { decodeCursor, idPosition, toPage } from "../../http/cursor.ts";
import type { Principal } from "../../http/principal.ts";
import { requireReader } from "../require-reader.ts";
import { toReviews } from "./to-review.ts";

interface ListReviewsInput {
  readonly principal: Principal;
  readonly query: z.output<typeof PolicyReviewQuery>;
  readonly deps: Pick<Deps, "database">;
}

/** Lists policy reviews, newest first. @throws AppError FORBIDDEN */
export async function listReviews({ principal, query, deps }: ListReviewsInput) {
  const { scope } = requireReader(principal);
  const { orgId } = scope;
  const keys = await deps.database.keysOf(orgId);
  const [before] = decodeCursor(query.cursor, idPosition) ?? [];
  return deps.database.inOrg(scope, async (client) => {
    const rows = await client.policyReview.findMany({
      where: {
        orgId,
        ...(query.status ? { status: query.status } : {}),
        ...(query.policy ? { policyId: decodeId("pol", query.policy) ?? "" } : {}),
        ...(before === undefined ? {} : { reviewId: { lt: before } }),
      },
      orderBy: { reviewId: "desc" },
      take: query.limit + 1,
    });
    const items = await toReviews(client, { principal, keys, rows });
    return toPage(
      items,
      query.limit,
      (item) => item,
      (item) => [decodeId("prv", item.id) ?? ""],
    );
  });
}
