/** Exit code for a wrong command line and for unreadable files. */
export const EXIT_USAGE = 2;

/** An error that the user can correct. The message says how. */
export class UsageError extends Error {}
