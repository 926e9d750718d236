import { randomBytes } from "node:crypto";
import { type InvitationRecord, sha256 } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";
import { consoleLink } from "../http/console-link.ts";

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
export function invitationLink(consoleUrl: string, token: string): string {
  return consoleLink(consoleUrl, `/invite#${token}`);
}

const OVER = {
  used: "This invitation was used. Sign in with the account that accepted it, or ask whoever sent it for a new one.",
  withdrawn: "This invitation was withdrawn. Ask whoever sent it for a new one.",
  expired: "This invitation is too old. Ask whoever sent it for a new one.",
  unknown: "There is no such invitation, or a newer link has taken its place. Ask whoever sent it for a new one.",
} as const;

/** Only whoever holds the token of an invitation learns what became of it. */
export function invitationInvalid(state: InvitationRecord["state"] | undefined): AppError {
  const known = state === "used" || state === "withdrawn" || state === "expired" ? state : "unknown";
  return new AppError("INVITATION_INVALID", { detail: OVER[known] });
}

/** @throws AppError INVITATION_INVALID */
export function refuseOver(found: InvitationRecord | null): asserts found is InvitationRecord {
  if (found?.state !== "open") throw invitationInvalid(found?.state);
}
