import type { Delegation } from "@agentlattice/contract";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { findDelegation } from "./find-delegation.ts";
import { readAgentNames, toDelegation } from "./to-delegation.ts";

interface GetDelegationInput {
  readonly principal: Principal;
  readonly delegationId: string;
  readonly deps: Pick<Deps, "database" | "now">;
}

/** Reads a delegation. @throws AppError NOT_FOUND */
export function getDelegation({ principal, delegationId, deps }: GetDelegationInput): Promise<Delegation> {
  return deps.database.inOrg(principal.scope, async (client) => {
    const row = await findDelegation(client, principal, delegationId);
    return toDelegation(row, await readAgentNames(client, principal.scope.orgId, [row]), principal, deps.now());
  });
}
