import { PERMISSIONS, type Permission } from "@agentlattice/contract";
import { AppError } from "./app-error.ts";
import type { AgentPrincipal, OrgKeyPrincipal, PersonPrincipal } from "./principal.ts";

/** The part of a principal that decides its permissions. */
export type Caller =
  | Pick<AgentPrincipal, "kind" | "environment">
  | Pick<OrgKeyPrincipal, "kind" | "environment" | "scopes" | "withheld">
  | Pick<PersonPrincipal, "kind" | "role">;

/** The principals that have a permission: roles of people, agents, and organisation keys with this scope. */
interface Grant {
  readonly roles: readonly string[];
  readonly agent: boolean;
  readonly scope: string | null;
}

/** Checks a permission. @throws AppError FORBIDDEN that names who has the permission */
export function authorise(principal: Caller, permission: Permission): void {
  const refused = permissionRefusal(principal, permission);
  if (refused !== null) throw new AppError("FORBIDDEN", { detail: refused });
}

/** Returns why the caller lacks a permission, as a sentence, or null when the caller has it. */
export function permissionRefusal(principal: Caller, permission: Permission): string | null {
  const grant: Grant = PERMISSIONS[permission];
  switch (principal.kind) {
    case "agent":
      return grant.agent ? null : `An agent's key cannot have the permission ${permission}. ${describeCredentials(grant)}`;
    case "org_key":
      if (grant.scope === "any" || (grant.scope !== null && (principal.scopes as readonly string[]).includes(grant.scope))) return null;
      if (grant.scope !== null && principal.withheld.scopes.includes(grant.scope))
        return `The person who created this key has the role ${principal.withheld.role} now, which does not cover the scope ${grant.scope}. Use a key that an owner or admin created.`;
      return grant.scope
        ? `This organisation key lacks the scope ${grant.scope}. Create a key with this scope.`
        : `An organisation key cannot have the permission ${permission}. ${describeCredentials(grant)}`;
    case "person":
      if (grant.roles.includes(principal.role)) return null;
      return grant.roles.length > 0
        ? `The role ${principal.role} does not have the permission ${permission}; ${grant.roles.join(", ")} have it.`
        : `Only keys of agents have the permission ${permission}.`;
  }
}

/** Returns a sentence that names the credentials which have a permission. */
function describeCredentials({ roles, agent, scope }: Grant): string {
  const credentials = [
    ...(roles.length > 0 ? [`sign in as a person with the role ${roles.join(" or ")}`] : []),
    ...(agent ? ["use the key of an agent"] : []),
    ...(scope === null ? [] : [scope === "any" ? "use an organisation key" : `use an organisation key with the scope ${scope}`]),
  ].join(", or ");
  return `${credentials.charAt(0).toUpperCase()}${credentials.slice(1)}.`;
}
