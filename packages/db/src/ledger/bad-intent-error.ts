/** Settling or encoding threw: an intent in the batch is at fault. Nothing was written; halves find it. */
export class BadIntentError extends Error {}
