import type { Hint } from "./bus.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What travels: the sender, the approvals and configurations at once, the newest size per log coalesced. */
export function encodeHints(sender: string, hints: readonly Hint[]): string {
  return JSON.stringify({ from: sender, hints });
}

/** The hints of another process; empty for our own and for anything that is not a hint. */
export function decodeHints(self: string, payload: string): Hint[] {
  let message: unknown;
  try {
    message = JSON.parse(payload);
  } catch {
    return [];
  }
  const { from, hints } = (message ?? {}) as { from?: unknown; hints?: unknown };
  return from === self || !Array.isArray(hints) ? [] : hints.filter(isHint);
}

function isHint(value: unknown): value is Hint {
  const hint = (value ?? {}) as Record<string, unknown>;
  if (typeof hint.org !== "string" || !UUID.test(hint.org)) return false;
  if (hint.kind === "head") return Number.isSafeInteger(hint.size);
  if (hint.kind === "config") return Number.isSafeInteger(hint.version);
  return hint.kind === "approval" && typeof hint.id === "string" && UUID.test(hint.id);
}
