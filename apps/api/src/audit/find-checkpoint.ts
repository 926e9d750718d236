import type { OrgScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";

/** A size of the log with its signed note. */
export interface SignedSize {
  readonly size: number;
  readonly checkpoint: string;
}

/**
 * Returns the signed note of a size, by default of the newest head, otherwise the note stored when the log had that size.
 * INVARIANT: old sizes are never signed again, so that a proof always ends at a head that others may already have.
 * @throws AppError INVALID_REQUEST when the size was never signed or its note was not stored
 */
export async function findCheckpoint(
  deps: Pick<Deps, "database">,
  scope: OrgScope,
  size: number | undefined,
  field: string,
): Promise<SignedSize> {
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
  const message = `no signed head has this size; omit it to use the newest head, of size ${head.size}`;
  throw new AppError("INVALID_REQUEST", { detail: `${field}: ${message}.`, errors: [{ path: field, message }] });
}
