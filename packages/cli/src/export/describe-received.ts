const MEGABYTE = 1_000_000;

/** Describes how much of a download has arrived. */
export const describeReceived = (bytes: number) => `Received ${(bytes / MEGABYTE).toFixed(1)} MB`;
