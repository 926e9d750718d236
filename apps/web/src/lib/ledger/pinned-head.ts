/** A head that this browser verified and keeps. It is compared with every later one. */
export interface PinnedHead {
  readonly vkey: string;
  readonly size: number;
  readonly rootHex: string;
  /** The signed note: with another that contradicts it, proof of misbehaviour for anybody. */
  readonly checkpoint: string;
  /** When it was verified, ms since the epoch by this browser's clock. */
  readonly at: number;
}

const PREFIX = "al.ledger.pin.";

/** The head kept for a log; `null` when there is none, or when this browser keeps nothing. */
export function readPin(origin: string): PinnedHead | null {
  try {
    const value: unknown = JSON.parse(window.localStorage.getItem(PREFIX + origin) ?? "null");
    return isPin(value) ? value : null;
  } catch {
    return null;
  }
}

/** Keeps a head. Where storage is off or full nothing is pinned, and the status says so. */
export function writePin(origin: string, pin: PinnedHead): void {
  try {
    window.localStorage.setItem(PREFIX + origin, JSON.stringify(pin));
  } catch {
    // Nothing was pinned before either.
  }
}

function isPin(value: unknown): value is PinnedHead {
  if (typeof value !== "object" || value === null) return false;
  const { vkey, size, rootHex, checkpoint, at } = value as Partial<Record<keyof PinnedHead, unknown>>;
  const texts = [vkey, rootHex, checkpoint].every((text) => typeof text === "string");
  return texts && typeof size === "number" && Number.isSafeInteger(size) && size >= 0 && typeof at === "number";
}
