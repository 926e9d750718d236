/** Days before an hour that its baseline covers. */
export const BASELINE_DAYS = 28;
/** UTC days with requests, and requests, after which an agent is calibrated. */
export const CALIBRATION_DAYS = 7;
export const CALIBRATION_REQUESTS = 200;
/** Hours with requests for an action, after which its numbers are compared. */
export const ACTION_HOURS = 7;
/** Requests at an unusual part of the week. */
export const OFF_HOURS_REQUESTS = 5;

/** A threshold: `factor` times the usual, and at least `minimum`. */
interface Rule {
  readonly minimum: number;
  readonly factor: number;
}

/** Compared with the 95th percentile of requests per hour. */
export const SPIKE: Rule = { minimum: 20, factor: 2 };
/** Compared with the highest number of records per hour. */
export const BULK: Rule = { minimum: 1_000, factor: 3 };
/** Compared with the highest number of denials for missing capabilities per hour. */
export const ESCALATION: Rule = { minimum: 3, factor: 2 };
/** Compared with the highest number of delegations per hour. */
export const DELEGATION: Rule = { minimum: 10, factor: 2 };

/** Returns the number above which an hour differs. */
export function thresholdOf({ minimum, factor }: Rule, usual: number): number {
  return Math.max(minimum, Math.ceil(usual * factor));
}

/** Returns true when enough is known about an agent to compare it. */
export function isCalibrated({ days, requests }: { readonly days: number; readonly requests: number }): boolean {
  return days >= CALIBRATION_DAYS && requests >= CALIBRATION_REQUESTS;
}
