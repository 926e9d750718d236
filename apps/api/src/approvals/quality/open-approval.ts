import { storeOpening } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import type { PersonPrincipal } from "../../http/principal.ts";
import { approvalNotFound } from "../find-approval.ts";

interface OpenApprovalInput {
  readonly principal: PersonPrincipal;
  readonly approvalId: string;
  readonly deps: Pick<Deps, "database">;
}

/** Records that a person has opened a pending request. @throws AppError NOT_FOUND */
export async function openApproval({ principal: { scope, userId }, approvalId, deps }: OpenApprovalInput): Promise<void> {
  const found = await deps.database.inOrg(scope, (client) => storeOpening(client, { orgId: scope.orgId, approvalId, userId }));
  if (!found) throw approvalNotFound();
}
