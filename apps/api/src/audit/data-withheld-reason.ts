import { AppError } from "../http/app-error.ts";
import { permissionRefusal } from "../http/authorise.ts";
import type { Principal } from "../http/principal.ts";

/**
 * Returns the reason why texts of an agent are withheld, or null. Agents read their own and those of their descendants. Others need the
 * permission for payloads; operators read payloads with the approval that they may decide.
 * @param isOwn true when the agent that reads is the author, or an agent above it
 */
export function dataWithheldReason(principal: Principal, isOwn: boolean): string | null {
  if (principal.kind === "agent") return isOwn ? null : "An agent reads its own data and that of its descendants.";
  const refused = permissionRefusal(principal, "audit:payloads");
  if (refused !== null) return refused;
  if (principal.kind === "person" && principal.role === "operator")
    return "The role operator reads payloads of approvals that it may decide.";
  return null;
}

/**
 * Rejects filters by texts of callers that the principal may not read.
 * INVARIANT: every filter by such a text calls it, because the result of a filter reveals the text.
 * @param names the members of the request that filter; an empty list is always allowed
 * @throws AppError FORBIDDEN
 */
export function refuseWithheldFilters(principal: Principal, names: readonly string[]): void {
  const withheld = names.length === 0 ? null : dataWithheldReason(principal, true);
  if (withheld === null) return;
  throw new AppError("FORBIDDEN", {
    detail: `${withheld} Search without ${names.join(", ")}.`,
    errors: names.map((path) => ({ path, message: "filters by a text that is withheld from you" })),
  });
}
