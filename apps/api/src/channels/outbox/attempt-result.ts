/** The result of one attempt. */
export interface AttemptResult {
  readonly outcome: string;
  readonly statusCode: number | null;
  /** Seconds that the receiver asks to wait. */
  readonly retryAfter?: number | null;
  /** True when another attempt cannot succeed. */
  readonly isFinal?: boolean;
  /** True when the receiver does not exist any more. */
  readonly isGone?: boolean;
  /** True when the message is not needed any more. */
  readonly isDropped?: boolean;
  /** The receiver's own id of the message. */
  readonly receipt?: string;
}

/** The request ended, or the person may not decide it any more. */
export const NOT_NEEDED: AttemptResult = { outcome: "NOT_NEEDED", statusCode: null, isFinal: true, isDropped: true };
