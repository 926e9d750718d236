/** Exit code for a command that was not understood or whose files cannot be read. */
export const EXIT_USAGE = 2;

/** The caller can put this right; the message says how, without a stack. */
export class UsageError extends Error {}
