import type { RangeProof, RangeQuery } from "@agentlattice/contract";
import { planRange, toBase64 } from "@agentlattice/core/ledger";
import type { OrgScope } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { assertRange } from "./assert-range.ts";
import { findCheckpoint } from "./find-checkpoint.ts";

interface ProveRangeInput {
  readonly principal: Principal;
  readonly query: z.output<typeof RangeQuery>;
  readonly deps: Pick<Deps, "database">;
}

/** Returns the hashes that prove a range of entries under a signed root. @throws AppError INVALID_REQUEST */
export async function proveRange({ principal, query, deps }: ProveRangeInput): Promise<z.output<typeof RangeProof>> {
  const { scope } = principal;
  const { size, checkpoint } = await findCheckpoint(deps, scope, query.size, "size");
  assertRange(query, size);
  const edges = await readEdges(deps, scope, query.from, query.to + 1, size);
  return {
    from: query.from,
    to: query.to,
    tree_size: size,
    left: edges.left.map(toBase64),
    right: edges.right.map(toBase64),
    checkpoint,
  };
}

/** Reads the edge hashes of entries [from, to) in the tree of this size. */
export async function readEdges(deps: Pick<Deps, "database">, scope: OrgScope, from: number, to: number, size: number) {
  const { left, right } = planRange(from, to, size);
  const hashes = await deps.database.proof(
    scope,
    [...left, ...right].map((node) => [node]),
  );
  return { left: hashes.slice(0, left.length), right: hashes.slice(left.length) };
}
