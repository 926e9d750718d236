import { AppError } from "../http/app-error.ts";
import type { AgentPrincipal, Principal } from "../http/principal.ts";

/**
 * INVARIANT: an agent learns which policies concern it, never what they compare with. @throws AppError FORBIDDEN
 */
export function requireReader(principal: Principal): Exclude<Principal, AgentPrincipal> {
  if (principal.kind === "agent")
    throw new AppError("FORBIDDEN", { detail: "An agent's key lists policies by name; their text is for people and organisation keys." });
  return principal;
}
