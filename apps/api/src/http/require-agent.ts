import { AppError } from "./app-error.ts";
import type { AgentPrincipal, PersonPrincipal, Principal } from "./principal.ts";

/** Narrows to an agent where the permission table lets only agents through. @throws AppError FORBIDDEN */
export function requireAgent(principal: Principal): AgentPrincipal {
  if (principal.kind !== "agent") throw new AppError("FORBIDDEN", { detail: "Only an agent's own key does this." });
  return principal;
}

/** Narrows to a signed-in person. @throws AppError FORBIDDEN */
export function requirePerson(principal: Principal): PersonPrincipal {
  if (principal.kind !== "person") throw new AppError("FORBIDDEN", { detail: "Only a signed-in person does this." });
  return principal;
}
