/** A head that this browser verified and stored. Every later head is compared with it. */
export interface PinnedHead {
  readonly vkey: string;
  readonly size: number;
  readonly rootHex: string;
  /** The signed note. Together with a contradicting note it proves to anyone that the log misbehaved. */
  readonly checkpoint: string;
  /** Time of the verification in milliseconds since the epoch, by this browser's clock. */
  readonly at: number;
}

const PREFIX = "al.ledger.pin.";

/** Returns the pinned head of a log, or null if there is none or storage is unavailable. */
export function readPin(origin: string): PinnedHead | null {
  try {
    const value: unknown = JSON.parse(window.localStorage.getItem(PREFIX + origin) ?? "null");
    return isPin(value) ? value : null;
  } catch {
    return null;
  }
}

/** Pins a head. Nothing is pinned when storage is disabled or full; the status shows it. */
export function writePin(origin: string, pin: PinnedHead): void {
  try {
    window.localStorage.setItem(PREFIX + origin, JSON.stringify(pin));
  } catch {
    // An older pin, if there is one, is unchanged.
  }
}

function isPin(value: unknown): value is PinnedHead {
  if (typeof value !== "object" || value === null) return false;
  const { vkey, size, rootHex, checkpoint, at } = value as Partial<Record<keyof PinnedHead, unknown>>;
  const texts = [vkey, rootHex, checkpoint].every((text) => typeof text === "string");
  return texts && typeof size === "number" && Number.isSafeInteger(size) && size >= 0 && typeof at === "number";
}
