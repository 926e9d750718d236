import type { Hint } from "./bus.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Kinds of hints about one object, which have its id. */
const OF_ONE: ReadonlySet<unknown> = new Set(["approval", "key", "presence"]);

interface Message {
  readonly hints: readonly Hint[];
  /** The sender's clock, ms since the epoch. */
  readonly sentAt: number;
}

const NOTHING: Message = { hints: [], sentAt: 0 };

/** A message: the sender, its clock, and hints. */
export function encodeHints(sender: string, hints: readonly Hint[], sentAt: number): string {
  return JSON.stringify({ from: sender, at: sentAt, hints });
}

/** Decodes the hints of another process. Returns none for own messages and invalid payloads. */
export function decodeHints(self: string, payload: string): Message {
  let message: unknown;
  try {
    message = JSON.parse(payload);
  } catch {
    return NOTHING;
  }
  const { from, at, hints } = (message ?? {}) as { from?: unknown; at?: unknown; hints?: unknown };
  if (from === self || typeof at !== "number" || !Array.isArray(hints)) return NOTHING;
  return { hints: hints.filter(isHint), sentAt: at };
}

function isHint(value: unknown): value is Hint {
  const hint = (value ?? {}) as Record<string, unknown>;
  if (typeof hint.org !== "string" || !UUID.test(hint.org)) return false;
  if (hint.kind === "head") return Number.isSafeInteger(hint.size);
  if (hint.kind === "closing") return true;
  if (hint.kind === "config") return Number.isSafeInteger(hint.version);
  return OF_ONE.has(hint.kind) && typeof hint.id === "string" && UUID.test(hint.id);
}
