import type { Tombstone } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";

/** Reads the tombstone of a deleted organisation. @throws AppError NOT_FOUND for any other */
export async function findTombstone(deps: Pick<Deps, "database">, id: string | undefined): Promise<Tombstone> {
  const orgId = decodeId("org", id ?? "");
  const found = orgId && (await deps.database.lookups.tombstone(orgId));
  if (!found) throw new AppError("NOT_FOUND", { detail: "No organisation with this id was deleted here. Check the id." });
  const { org_id, origin, size, checkpoint, vkey, removed_at } = found;
  return { org_id: encodeId("org", org_id), origin, size, checkpoint, vkey, removed_at: new Date(removed_at).toISOString() };
}
