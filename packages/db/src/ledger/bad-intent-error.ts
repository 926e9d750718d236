/** Thrown when an intent of the batch could not be settled or encoded. Nothing was written. The writer halves the batch to find it. */
export class BadIntentError extends Error {}
