import { ProvisionError } from "./provision-error.ts";

const UNREACHABLE: Record<string, string> = {
  ECONNREFUSED: "nothing answers at that address. Is the server running?",
  ENOTFOUND: "the host name is unknown.",
  EAI_AGAIN: "the host name could not be looked up.",
  ETIMEDOUT: "the server does not answer.",
  ECONNRESET: "the server closed the connection.",
  "28P01": "the user or the password is wrong.",
  "28000": "the server does not let this user in.",
  "3D000": "the database does not exist.",
  "53300": "the server has too many connections.",
  "57P03": "the server is still starting; try again.",
};

/** Describes a driver's error without the connection URL, which contains a password. */
export function explainDatabaseError(error: unknown): Error {
  if (error instanceof ProvisionError) return error;
  const fault = error as { code?: string; message?: string };
  const reason = UNREACHABLE[fault.code ?? ""] ?? (/timeout/i.test(fault.message ?? "") ? UNREACHABLE.ETIMEDOUT : undefined);
  if (reason !== undefined) return new ProvisionError("DATABASE_UNREACHABLE", `The database of DATABASE_URL cannot be used: ${reason}`);
  if (fault.code === "42501") {
    return new ProvisionError(
      "DATABASE_FORBIDDEN",
      `The owner of DATABASE_URL lacks a right: ${fault.message}. It must own the database and the product's roles (al_app, al_ledger, al_lookup).`,
    );
  }
  return error instanceof Error ? error : new Error(String(error));
}
