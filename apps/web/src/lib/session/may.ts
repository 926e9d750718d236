import type { Permission, You } from "@agentlattice/contract";

/** Returns true if the API has granted a permission to the signed-in person. It decides what is displayed; the API checks each request. */
export function may({ can }: Pick<You, "can">, permission: Permission): boolean {
  return can.includes(permission);
}
