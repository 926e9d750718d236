const keyOf = (userId: string, place: string) => `al-policy:${userId}:${place}`;

/** Text that was typed and not saved. Kept in this tab, so that a reload or an ended session loses nothing. */
export interface LocalDraft {
  readonly text: string;
  /** The version it was typed on top of. */
  readonly version: number | null;
}

export function keepDraft(userId: string, place: string, draft: LocalDraft): void {
  try {
    sessionStorage.setItem(keyOf(userId, place), JSON.stringify(draft));
  } catch {
    // The tab's storage is full or closed: the text is still on the screen.
  }
}

export function readDraft(userId: string, place: string): LocalDraft | null {
  try {
    const draft: unknown = JSON.parse(sessionStorage.getItem(keyOf(userId, place)) ?? "null");
    return isDraft(draft) ? draft : null;
  } catch {
    return null;
  }
}

export function dropDraft(userId: string, place: string): void {
  sessionStorage.removeItem(keyOf(userId, place));
}

function isDraft(value: unknown): value is LocalDraft {
  return (
    typeof value === "object" &&
    value !== null &&
    "text" in value &&
    typeof value.text === "string" &&
    "version" in value &&
    (value.version === null || typeof value.version === "number")
  );
}
