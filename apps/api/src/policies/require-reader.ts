import { AppError } from "../http/app-error.ts";
import type { AgentPrincipal, Principal } from "../http/principal.ts";

/**
 * Rejects agents' keys. INVARIANT: agents learn the names of policies, never their conditions. @throws AppError FORBIDDEN
 */
export function requireReader(principal: Principal): Exclude<Principal, AgentPrincipal> {
  if (principal.kind === "agent")
    throw new AppError("FORBIDDEN", {
      detail: "Agents' keys can list policies but not read their text. Use an organisation key, or sign in as a person.",
    });
  return principal;
}
