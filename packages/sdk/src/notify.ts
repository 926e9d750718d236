/** Passes an error to a listener. Used where it cannot be thrown because another error is thrown already. */
export function notify(listener: (error: unknown) => void, error: unknown): void {
  try {
    listener(error);
  } catch {
    // An error of the listener must not replace the one that is thrown.
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

/** Prints an error in one line. */
export function logFailure(error: unknown): void {
  console.error(`AgentLattice: ${messageOf(error)}`);
}
