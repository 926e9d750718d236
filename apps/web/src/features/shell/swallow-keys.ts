/** Time without a key after which single keys count again. */
const QUIET_MS = 1_000;

/** Keys that decide nothing: they move, open the reason of a denial, or show the list of keys. */
const HARMLESS: ReadonlySet<string> = new Set(["j", "k", "d", "?"]);

/** Keys that move the focus. */
const FOCUS_KEYS: ReadonlySet<string> = new Set(["Tab", "Escape"]);

let swallowedUntil = Number.NEGATIVE_INFINITY;

/** Returns true if the key writes a character other than a space. A space also presses a focused button. */
export function isText({ key }: KeyboardEvent): boolean {
  return key.length === 1 && key !== " ";
}

/**
 * Ignores the single keys that follow a key until a second without a key has passed or the person moves the focus. Called for a key that was
 * refused or that opens a field, because the keys after it are probably text: its letters must not decide anything.
 */
export function swallowKeys({ timeStamp }: KeyboardEvent): void {
  swallowedUntil = timeStamp + QUIET_MS;
}

/** Returns true if a key is ignored, and then also ignores the keys of the next second. */
export function areKeysSwallowed(event: KeyboardEvent): boolean {
  if (event.key.length > 1 || event.timeStamp >= swallowedUntil) return false;
  swallowKeys(event);
  return !HARMLESS.has(event.key.toLowerCase());
}

/**
 * Ends the swallowing when the person moves the focus with the pointer, Tab or Escape, or holds Ctrl or ⌘: a command such as Ctrl+Enter, which
 * sends a form, is no text.
 */
export function endSwallow(event: Event): void {
  const isKey = event instanceof KeyboardEvent;
  if (!isKey || FOCUS_KEYS.has(event.key) || event.ctrlKey || event.metaKey) swallowedUntil = Number.NEGATIVE_INFINITY;
}
