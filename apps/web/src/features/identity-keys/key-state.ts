import type { IdentityKey } from "@agentlattice/contract";
import { formatClock } from "#lib/format/time.ts";

/** The state of an identity key: its label, and the appearance of its diamond. */
export interface KeyState {
  readonly text: string;
  readonly tone: string;
  readonly hollow: boolean;
}

/** Returns the state of an identity key. @param now ms since the epoch */
export function stateOf({ ends_at, replaced_by }: Pick<IdentityKey, "ends_at" | "replaced_by">, now: number): KeyState {
  if (ends_at === null) return { text: "active", tone: "text-allow", hollow: false };
  const left = Date.parse(ends_at) - now;
  if (left > 0) return { text: `rotated, ends in ${formatClock(left)}`, tone: "text-hold", hollow: false };
  return { text: replaced_by === null ? "revoked" : "rotated, ended", tone: "text-idle", hollow: true };
}

/** Returns why a text is no public key, or null. */
export function findKeyProblem(text: string): string | null {
  if (text.trim() === "") return "Enter the public key.";
  return /^[A-Za-z0-9+/]{43}=$/.test(text.trim()) ? null : "A public key is 32 bytes as base64: 43 characters and =.";
}
