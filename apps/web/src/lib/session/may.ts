import { PERMISSIONS, type Permission, type Role } from "@agentlattice/contract";

/** Whether a role holds a permission, for what is shown and where people are led. The API decides again on each request. */
export function may(role: Role, permission: Permission): boolean {
  const roles: readonly Role[] = PERMISSIONS[permission].roles;
  return roles.includes(role);
}
