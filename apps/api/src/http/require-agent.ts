import { AppError } from "./app-error.ts";
import type { AgentPrincipal, PersonPrincipal, Principal } from "./principal.ts";

/** Returns the principal if it is an agent. @throws AppError FORBIDDEN */
export function requireAgent(principal: Principal): AgentPrincipal {
  if (principal.kind !== "agent") throw new AppError("FORBIDDEN", { detail: "This operation requires an agent's key." });
  return principal;
}

/** Returns the principal if it is a person. @throws AppError FORBIDDEN */
export function requirePerson(principal: Principal): PersonPrincipal {
  if (principal.kind !== "person")
    throw new AppError("FORBIDDEN", { detail: "This operation requires a signed-in person. Use the console or a session token." });
  return principal;
}
