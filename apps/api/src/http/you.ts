import { ENVIRONMENTS, type OperationId, PERMISSIONS, type Permission, ROLES, ROUTES, type Role, type You } from "@agentlattice/contract";
import { type Caller, permissionRefusal } from "./authorise.ts";
import { ownEnvironment, reaches } from "./environment-reach.ts";

const ACCESS = new Map<string, Permission | "public">(ROUTES.map(({ operationId, access }) => [operationId, access]));

/** Returns the rights of a caller, by the same checks that every request passes. */
export function describeRights(caller: Caller): You {
  const environment = caller.kind === "agent" ? caller.environment : ownEnvironment(caller);
  return {
    can: (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => permissionRefusal(caller, permission) === null),
    environments: environment === null ? [...ENVIRONMENTS] : [environment],
    assignable_roles: ROLES.filter((role) => mayAssign(caller, role)),
  };
}

/** Returns true if the caller may give a role to a person, or change a person who has it. */
export function mayAssign(caller: Caller, role: Role): boolean {
  return permissionRefusal(caller, role === "owner" ? "owners:write" : "members:write") === null;
}

/** Returns true if the caller has the permission for an operation and the operation is within the environment of the caller's key. */
function mayCall(caller: Caller, operation: OperationId): boolean {
  const access = ACCESS.get(operation);
  return access !== undefined && (access === "public" || permissionRefusal(caller, access) === null) && reaches(caller, operation);
}

/** Returns the field `you` of an object. @param states the operations that its state allows */
export function youCan<Operation extends OperationId>(
  caller: Caller,
  states: Readonly<Partial<Record<Operation, boolean>>>,
): { can: Operation[] } {
  return { can: (Object.keys(states) as Operation[]).filter((operation) => states[operation] && mayCall(caller, operation)) };
}
