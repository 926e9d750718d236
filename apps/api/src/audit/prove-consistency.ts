import type { ConsistencyProof, ConsistencyQuery } from "@agentlattice/contract";
import { planConsistency, toBase64 } from "@agentlattice/core/ledger";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { findCheckpoint } from "./find-checkpoint.ts";

interface ProveConsistencyInput {
  readonly principal: Principal;
  readonly query: z.output<typeof ConsistencyQuery>;
  readonly deps: Pick<Deps, "database">;
}

/**
 * Returns the proof that the signed log of size `to` extends the log of size `from`. `from` may be any size, because the caller already has
 * its head. @throws AppError INVALID_REQUEST
 */
export async function proveConsistency({ principal, query, deps }: ProveConsistencyInput): Promise<z.output<typeof ConsistencyProof>> {
  const { size: to, checkpoint } = await findCheckpoint(deps, principal.scope, query.to, "to");
  const { from } = query;
  if (from > to) {
    const message = `must not be beyond ${to}, the size it is compared with`;
    throw new AppError("INVALID_REQUEST", { detail: `from: ${message}.`, errors: [{ path: "from", message }] });
  }
  const hashes = await deps.database.proof(principal.scope, planConsistency(from, to));
  return { from, to, hashes: hashes.map(toBase64), checkpoint };
}
