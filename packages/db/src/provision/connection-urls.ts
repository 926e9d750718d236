import { rolePassword } from "./kek.ts";
import { ProvisionError } from "./provision-error.ts";

/** The addresses of one database, one per role. Processes of the product never use anything else. */
export interface ConnectionUrls {
  /** Owns the schema; migrations and seeds only. */
  owner: string;
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

/** The owner's address and the addresses of the roles that `migrate` made with the same KEK and suffix. */
export function connectionUrls(databaseUrl: string, kek: Uint8Array, suffix = ""): ConnectionUrls {
  const names = roleNames(suffix);
  return { owner: databaseUrl, app: withRole(databaseUrl, kek, names.app), ledger: withRole(databaseUrl, kek, names.ledger) };
}

function withRole(databaseUrl: string, kek: Uint8Array, role: string): string {
  const url = new URL(databaseUrl);
  // A URL without a host cannot carry a user: assigning one is silently ignored, and pg would connect as the operating system's user.
  if (url.hostname === "")
    throw new ProvisionError("DATABASE_UNREACHABLE", "DATABASE_URL needs a host: postgresql://user:password@host:5432/database");
  url.username = role;
  url.password = rolePassword(kek, role);
  return url.href;
}
