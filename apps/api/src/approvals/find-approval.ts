import { decodeId } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { type LoadedApproval, loadApprovals } from "./load-approvals.ts";

/** Finds an approval that the caller may see; agents see only their own. @throws AppError NOT_FOUND */
export async function findApproval(
  deps: Pick<Deps, "configs" | "database" | "env" | "now">,
  principal: Principal,
  approvalId: string,
): Promise<LoadedApproval> {
  const agentId = principal.kind === "agent" ? principal.agentId : undefined;
  const [found] = await loadApprovals(deps, principal.scope, { approvalId, agentId, limit: 1 });
  if (!found) throw approvalNotFound();
  // Comments are for people. An agent reads only the question that waits for its answer.
  return agentId === undefined ? found : { ...found, view: { ...found.view, comments: [] } };
}

/** Decodes the id of an approval. @throws AppError NOT_FOUND for other text */
export function approvalIdOf(id: string | undefined): string {
  const uuid = decodeId("apr", id ?? "");
  if (!uuid) throw approvalNotFound();
  return uuid;
}

export function approvalNotFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "There is no such approval. GET /approvals lists the approvals you may see." });
}
