import type { CheckpointView } from "@agentlattice/contract";
import { decodeFrontier, formatVkey, frontierRoot, toBase64 } from "@agentlattice/core/ledger";
import { sha256 } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";

/** Returns the newest signed head with its public key. */
export async function getCheckpoint({
  principal,
  deps,
}: {
  principal: Principal;
  deps: Pick<Deps, "database">;
}): Promise<z.output<typeof CheckpointView>> {
  const { origin, size, frontier, checkpoint, publicKey } = await deps.database.signedHead(principal.scope.orgId);
  const root = frontierRoot(sha256, decodeFrontier(size, frontier));
  return { checkpoint, vkey: formatVkey(sha256, { origin, publicKey }), origin, size, root: toBase64(root) };
}
