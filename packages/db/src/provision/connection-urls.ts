import { rolePassword } from "./kek.ts";
import { ProvisionError } from "./provision-error.ts";

/** Connection URLs of a serving process. It never has the owner's URL. */
export interface RoleUrls {
  /** URL of role `al_app`, which sees one organisation at a time. */
  app: string;
  /** URL of role `al_ledger`, which the ledger writer uses. */
  ledger: string;
}

/** Returns the names of the product's roles. Roles belong to the cluster, so each database of a cluster needs its own suffix. */
export function roleNames(suffix = ""): { app: string; ledger: string; lookup: string } {
  if (!/^[a-z0-9_]{0,24}$/.test(suffix))
    throw new RangeError("AL_ROLE_SUFFIX may contain only lower-case letters, digits and _, at most 24 characters.");
  return { app: `al_app${suffix}`, ledger: `al_ledger${suffix}`, lookup: `al_lookup${suffix}` };
}

/** Returns the connection URLs of the roles that `migrate` created with the same KEK and suffix. */
export function roleUrls(address: string, kek: Uint8Array, suffix = ""): RoleUrls {
  const names = roleNames(suffix);
  return { app: withRole(address, kek, names.app), ledger: withRole(address, kek, names.ledger) };
}

/** Returns a database's URL without user and password, as configured for serving processes. */
export function withoutOwner(databaseUrl: string): string {
  const url = parseAddress(databaseUrl);
  url.username = "";
  url.password = "";
  return url.href;
}

function withRole(address: string, kek: Uint8Array, role: string): string {
  const url = parseAddress(address);
  url.username = role;
  url.password = rolePassword(kek, role);
  return url.href;
}

function parseAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  // Assigning a user to a URL without a host is silently ignored, and pg would connect as the user of the operating system.
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol) || url.hostname === "")
    throw new ProvisionError("DATABASE_UNREACHABLE", "The database's address needs a host: postgresql://user:password@host:5432/database");
  return url;
}
