/** A database UUID. Entry builders turn it into a wire id. All times in this folder are milliseconds since the epoch. */
export type Uuid = string;
