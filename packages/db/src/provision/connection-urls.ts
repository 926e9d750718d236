import { rolePassword } from "./kek.ts";
import { ProvisionError } from "./provision-error.ts";

/** What a process that serves signs in with: it never holds the owner's address. */
export interface RoleUrls {
  /** `al_app`: one organisation at a time. */
  app: string;
  /** `al_ledger`: the flush. */
  ledger: string;
}

/** The names of the product's roles. Roles belong to the whole cluster: several databases in one need a suffix each. */
export function roleNames(suffix = ""): { app: string; ledger: string; lookup: string } {
  if (!/^[a-z0-9_]{0,24}$/.test(suffix)) throw new RangeError("AL_ROLE_SUFFIX may hold lower-case letters, digits and _ only, at most 24");
  return { app: `al_app${suffix}`, ledger: `al_ledger${suffix}`, lookup: `al_lookup${suffix}` };
}

/** The addresses of the roles that `migrate` made with the same KEK and suffix. Who owns the database is not needed. */
export function roleUrls(address: string, kek: Uint8Array, suffix = ""): RoleUrls {
  const names = roleNames(suffix);
  return { app: withRole(address, kek, names.app), ledger: withRole(address, kek, names.ledger) };
}

/** A database's address without whoever owns it: what a process that serves is given. */
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
  // A URL without a host cannot carry a user: assigning one is silently ignored, and pg would connect as the operating system's user.
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol) || url.hostname === "")
    throw new ProvisionError("DATABASE_UNREACHABLE", "The database's address needs a host: postgresql://user:password@host:5432/database");
  return url;
}
