import { PERMISSIONS, type Permission, type Role } from "@agentlattice/contract";

/** Returns true if a role has a permission. The console uses it for display only; the API checks each request. */
export function may(role: Role, permission: Permission): boolean {
  const roles: readonly Role[] = PERMISSIONS[permission].roles;
  return roles.includes(role);
}
