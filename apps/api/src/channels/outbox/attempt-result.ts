/** The result of one attempt. */
export interface AttemptResult {
  readonly outcome: string;
  readonly statusCode: number | null;
  /** Seconds that the receiver asks to wait. */
  readonly retryAfter?: number | null;
  /** True when another attempt is pointless. */
  readonly isFinal?: boolean;
}
