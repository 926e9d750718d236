import type { InclusionProof, InclusionQuery, Receipt } from "@agentlattice/contract";
import { planInclusion, toBase64, toHex } from "@agentlattice/core/ledger";
import type { EntryRow, OrgScope } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { findCheckpoint, type SignedSize } from "./find-checkpoint.ts";
import { visibleAgents } from "./visible-agents.ts";

interface ProveInclusionInput {
  readonly principal: Principal;
  readonly query: z.output<typeof InclusionQuery>;
  readonly deps: Pick<Deps, "database">;
}

/** The subject of a receipt. */
type ProvenEntry = Pick<EntryRow, "seq" | "bytes" | "leafHash">;

/**
 * Returns the proof that an entry is included in a signed head. @throws AppError NOT_FOUND, INVALID_REQUEST for a size that was not signed
 */
export async function proveInclusion({ principal, query, deps }: ProveInclusionInput): Promise<z.output<typeof InclusionProof>> {
  const { scope } = principal;
  const { seq } = query;
  const signed = await findCheckpoint(deps, scope, query.size, "size");
  const agents = await visibleAgents(deps, principal);
  const filter = { from: seq, to: seq, ...(agents ? { agents } : {}) };
  const [entry] = seq < signed.size ? await deps.database.reader.find(scope, filter, { order: "asc", limit: 1 }) : [];
  if (!entry) throw new AppError("NOT_FOUND", { detail: "There is no such entry under that head." });
  return { ...(await prove(deps, scope, entry, signed)), tree_size: signed.size };
}

/** Returns the receipt of an entry under the newest signed head. The caller has already checked that the reader may see the entry. */
export async function receiptOf(deps: Pick<Deps, "database">, scope: OrgScope, entry: ProvenEntry): Promise<Receipt> {
  return prove(deps, scope, entry, await findCheckpoint(deps, scope, undefined, "size"));
}

async function prove(
  deps: Pick<Deps, "database">,
  scope: OrgScope,
  { seq, bytes, leafHash }: ProvenEntry,
  { size, checkpoint }: SignedSize,
): Promise<Receipt> {
  const hashes = await deps.database.proof(scope, planInclusion(seq, size));
  return {
    seq,
    entry: Buffer.from(bytes).toString("utf8"),
    leaf_hash: toHex(leafHash),
    hashes: hashes.map(toBase64),
    checkpoint,
  };
}
