import { z } from "zod";
import { ROLES } from "./constants.ts";
import { PERMISSIONS, type Permission } from "./permissions.ts";
import { environment } from "./primitives.ts";

const PERMISSION_NAMES = Object.keys(PERMISSIONS) as [Permission, ...Permission[]];
export const PermissionName = z.enum(PERMISSION_NAMES).meta({ id: "Permission" });

/** The rights of the caller in the organisation. */
export const You = z
  .strictObject({
    can: z.array(PermissionName).describe("Your permissions in this organisation"),
    environments: z.array(environment).describe("Environments in which they apply"),
    assignable_roles: z.array(z.enum(ROLES)).describe("Roles that you may give to other people"),
  })
  .meta({ id: "You" });
export type You = z.infer<typeof You>;

/** Returns the field `you` of an object: the operations of a list that the caller may call on it. */
export function youCan<const Operations extends readonly [string, ...string[]]>(operations: Operations) {
  return z.strictObject({ can: z.array(z.enum(operations)).describe("Operations that you may call on this object, as its state is now") });
}
