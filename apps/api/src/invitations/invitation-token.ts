import { randomBytes } from "node:crypto";
import { type InvitationRecord, sha256 } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";
import { consoleLink } from "../http/console-link.ts";

const TOKEN_BYTES = 32;
const DAYS_VALID = 7;
const DAY_MS = 24 * 3_600_000;

/** Generates a token. INVARIANT: it is returned once, and only its SHA-256 is stored. */
export function mintInvitationToken(): string {
  return `ali_${randomBytes(TOKEN_BYTES).toString("base64url")}`;
}

export function invitationTokenHash(token: string): Buffer<ArrayBuffer> {
  return Buffer.from(sha256(Buffer.from(token)));
}

/** Returns the expiry of an invitation that is issued now. */
export function invitationExpiry(now: number): Date {
  return new Date(now + DAYS_VALID * DAY_MS);
}

/** Returns the acceptance link. The token is in the fragment, which browsers never send, so that it appears in no log or Referer. */
export function invitationLink(consoleUrl: string, token: string): string {
  return consoleLink(consoleUrl, `/invite#${token}`);
}

const ENDED = {
  used: "This invitation was used. Sign in with the account that accepted it, or ask the sender for a new one.",
  withdrawn: "This invitation was withdrawn. Ask the sender for a new one.",
  expired: "This invitation is too old. Ask the sender for a new one.",
  unknown: "There is no such invitation, or a newer link replaced it. Ask the sender for a new one.",
} as const;

/** Returns the error for an invalid invitation. Only the holder of a valid token learns its state. */
export function invitationInvalid(state: InvitationRecord["state"] | undefined): AppError {
  const known = state === "used" || state === "withdrawn" || state === "expired" ? state : "unknown";
  return new AppError("INVITATION_INVALID", { detail: ENDED[known] });
}

/** Returns an open invitation. @throws AppError INVITATION_INVALID */
export function refuseEnded(found: InvitationRecord | null): asserts found is InvitationRecord {
  if (found?.state !== "open") throw invitationInvalid(found?.state);
}
