import { decodeId } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { type LoadedApproval, loadApprovals } from "./load-approvals.ts";

/** One approval that this caller may see: an agent only its own. @throws AppError NOT_FOUND */
export async function findApproval(deps: Deps, principal: Principal, approvalId: string): Promise<LoadedApproval> {
  const agentId = principal.kind === "agent" ? principal.agentId : undefined;
  const [found] = await loadApprovals(deps, principal.scope, { approvalId, agentId, limit: 1 });
  if (!found) throw approvalNotFound();
  return found;
}

/** @throws AppError NOT_FOUND for anything that is not an approval's id */
export function approvalIdOf(id: string | undefined): string {
  const uuid = decodeId("apr", id ?? "");
  if (!uuid) throw approvalNotFound();
  return uuid;
}

export function approvalNotFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "There is no such approval." });
}
