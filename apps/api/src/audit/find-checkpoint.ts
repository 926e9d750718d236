import type { OrgScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";

/** A size of the log with the note that was signed for it. */
export interface SignedSize {
  readonly size: number;
  readonly checkpoint: string;
}

/**
 * The signed note of a size: of the newest head when none is given, else one that was stored when the log had that size.
 * INVARIANT: nothing is signed here for an old size; a proof ends at a head that somebody else may already hold.
 * @throws AppError INVALID_REQUEST when that size was never signed or not kept
 */
export async function findCheckpoint(deps: Deps, scope: OrgScope, size: number | undefined, field: string): Promise<SignedSize> {
  const { orgId } = scope;
  const stored =
    size === undefined
      ? null
      : await deps.database.inOrg(scope, (client) =>
          client.ledgerCheckpoint.findUnique({ where: { orgId_size: { orgId, size: BigInt(size) } } }),
        );
  if (stored) return { size: Number(stored.size), checkpoint: stored.note };
  const head = await deps.database.signedHead(orgId);
  if (size === undefined || size === head.size) return { size: head.size, checkpoint: head.checkpoint };
  const message = `no signed head of that size is kept; leave it out for the newest, ${head.size}`;
  throw new AppError("INVALID_REQUEST", { detail: `${field}: ${message}.`, errors: [{ path: field, message }] });
}
