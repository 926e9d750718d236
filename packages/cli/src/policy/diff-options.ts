/** Results on which `policy diff` and `policy backtest` exit with 1. */
export const FAIL_ON = ["nothing", "difference", "widening"] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** Versions on the server that `policy diff` compares with. */
export const AGAINST = ["active", "newest"] as const;
export type Against = (typeof AGAINST)[number];
