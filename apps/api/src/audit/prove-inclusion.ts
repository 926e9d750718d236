import type { InclusionProof, InclusionQuery, Receipt } from "@agentlattice/contract";
import { planInclusion, toBase64, toHex } from "@agentlattice/core/ledger";
import { type OrgClient, type OrgScope, readProof } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { findCheckpoint, type SignedSize } from "./find-checkpoint.ts";
import { visibleEntries } from "./visible-agents.ts";

interface ProveInclusionInput {
  readonly principal: Principal;
  readonly query: z.output<typeof InclusionQuery>;
  readonly deps: Deps;
}

/** Proof that an entry is under a signed head. @throws AppError NOT_FOUND, INVALID_REQUEST for a size that was not signed */
export async function proveInclusion({ principal, query, deps }: ProveInclusionInput): Promise<z.output<typeof InclusionProof>> {
  const signed = await findCheckpoint(deps, principal.scope, query.size, "size");
  return deps.database.inOrg(principal.scope, async (client) => {
    const visible = await visibleEntries(client, principal);
    const receipt = query.seq < signed.size ? await prove(client, visible, query.seq, signed) : null;
    if (!receipt) throw new AppError("NOT_FOUND", { detail: "There is no such entry under that head." });
    return { ...receipt, tree_size: signed.size };
  });
}

/** The receipt of an entry that its caller was allowed to see before, under the newest signed head. */
export async function receiptOf(deps: Deps, scope: OrgScope, seq: number): Promise<Receipt> {
  const signed = await findCheckpoint(deps, scope, undefined, "size");
  const receipt = await deps.database.inOrg(scope, (client) => prove(client, { orgId: scope.orgId }, seq, signed));
  if (!receipt) throw new Error(`entry ${seq} is in no signed head`);
  return receipt;
}

async function prove(
  client: OrgClient,
  visible: { orgId: string; agentId?: { in: string[] } },
  seq: number,
  { size, checkpoint }: SignedSize,
): Promise<Receipt | null> {
  const entry = await client.ledgerEntry.findFirst({
    where: { AND: [visible, { seq: BigInt(seq) }] },
    select: { bytes: true, leafHash: true },
  });
  if (!entry) return null;
  const hashes = await readProof(client, visible.orgId, planInclusion(seq, size));
  return {
    seq,
    entry: Buffer.from(entry.bytes).toString("utf8"),
    leaf_hash: toHex(entry.leafHash),
    hashes: hashes.map(toBase64),
    checkpoint,
  };
}
