import type { LeavesQuery } from "@agentlattice/contract";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { outOfRange } from "./assert-range.ts";
import { visibleAgents } from "./visible-agents.ts";

export interface Leaves {
  readonly from: number;
  /** seq of the last, inclusive */
  readonly to: number;
  readonly text: Uint8Array;
}

/**
 * A run of entries byte for byte, for a verifier. It is for those who see the whole log: one that leaves out what others
 * did shows nothing. @throws AppError FORBIDDEN, INVALID_REQUEST
 */
export async function listLeaves({
  principal,
  query: { from, limit },
  deps,
}: {
  principal: Principal;
  query: z.output<typeof LeavesQuery>;
  deps: Deps;
}): Promise<Leaves> {
  if ((await visibleAgents(deps, principal)) !== null) {
    throw new AppError("FORBIDDEN", {
      detail: "Only those who see the whole log read it entry by entry. Your own entries are proven by /audit/proof/inclusion.",
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
