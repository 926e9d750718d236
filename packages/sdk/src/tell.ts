/** Tells a listener about what cannot be thrown, because something else is on its way. Its own failure is nobody's. */
export function tell(listener: (error: unknown) => void, error: unknown): void {
  try {
    listener(error);
  } catch {
    // The listener is told, not asked: its failure is not the caller's.
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
