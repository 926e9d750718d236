import type { LeavesQuery } from "@agentlattice/contract";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { outOfRange } from "./assert-range.ts";
import { visibleAgents } from "./visible-agents.ts";

export interface Leaves {
  readonly from: number;
  /** seq of the last entry, inclusive. */
  readonly to: number;
  readonly text: Uint8Array;
}

/**
 * Lists a range of exact leaves for a verifier. It requires permission to read the whole log, because a partial list proves nothing.
 * @throws AppError FORBIDDEN, INVALID_REQUEST
 */
export async function listLeaves({
  principal,
  query: { from, limit },
  deps,
}: {
  principal: Principal;
  query: z.output<typeof LeavesQuery>;
  deps: Pick<Deps, "database">;
}): Promise<Leaves> {
  if ((await visibleAgents(deps, principal)) !== null) {
    throw new AppError("FORBIDDEN", {
      detail:
        "Listing leaves requires permission to read the whole audit log. To prove one of your own entries, use /audit/proof/inclusion.",
    });
  }
  const blocks = [];
  for await (const block of deps.database.reader.blocks(principal.scope, { from, to: from + limit - 1 })) blocks.push(block);
  const last = blocks.at(-1);
  if (!last) {
    const [head] = await deps.database.lookups.headVersions([principal.scope.orgId]);
    throw outOfRange("from", `must not be beyond ${(head?.size ?? 0) - 1}, the last entry`);
  }
  return { from, to: last.last, text: Buffer.concat(blocks.map((block) => block.text)) };
}
