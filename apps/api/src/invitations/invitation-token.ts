import { randomBytes } from "node:crypto";
import { sha256 } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";

const TOKEN_BYTES = 32;
const DAYS_VALID = 7;
const DAY_MS = 24 * 3_600_000;

/** A new token. INVARIANT: shown once, kept as its SHA-256. */
export function mintInvitationToken(): string {
  return `ali_${randomBytes(TOKEN_BYTES).toString("base64url")}`;
}

export function invitationTokenHash(token: string): Buffer<ArrayBuffer> {
  return Buffer.from(sha256(Buffer.from(token)));
}

/** When an invitation of now runs out. */
export function invitationExpiry(now: number): Date {
  return new Date(now + DAYS_VALID * DAY_MS);
}

/** Where it is accepted. The token stands in the fragment: browsers never send that, so no log and no Referer has it. */
export function invitationLink(consoleUrl: string | undefined, token: string): string {
  return `${(consoleUrl ?? "").replace(/\/+$/, "")}/invite#${token}`;
}

/** The same for a token that is unknown, used, withdrawn or too old. */
export function invitationInvalid(): AppError {
  return new AppError("INVITATION_INVALID", {
    detail: "This invitation was used, withdrawn or is too old. Ask whoever sent it for a new one.",
  });
}
