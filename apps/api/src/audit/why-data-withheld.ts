import { whyNot } from "../http/authorize.ts";
import type { Principal } from "../http/principal.ts";

/**
 * Returns the reason why texts of an agent are withheld, or null. Agents read their own and those of their descendants. Others need the
 * permission for payloads; operators read payloads with the approval that they may decide.
 * @param isOwn true when the agent that reads is the author, or an agent above it
 */
export function whyDataWithheld(principal: Principal, isOwn: boolean): string | null {
  if (principal.kind === "agent") return isOwn ? null : "An agent reads its own data and that of its descendants.";
  const refused = whyNot(principal, "audit:payloads");
  if (refused !== null) return refused;
  if (principal.kind === "person" && principal.role === "operator")
    return "The role operator reads payloads of approvals that it may decide.";
  return null;
}
