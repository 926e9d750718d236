import { decodeId } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import type { LoadedApproval } from "./loaded-approval.ts";

/** Finds an approval that the caller may see; agents see only their own. @throws AppError NOT_FOUND */
export async function findApproval(deps: Pick<Deps, "readApproval">, principal: Principal, approvalId: string): Promise<LoadedApproval> {
  const found = await deps.readApproval(principal.scope, approvalId);
  if (!found) throw approvalNotFound();
  if (principal.kind !== "agent") return found;
  if (found.record.agent_id !== principal.agentId) throw approvalNotFound();
  // Comments are for people. An agent reads only the question that waits for its answer.
  return { ...found, view: { ...found.view, comments: [] } };
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
