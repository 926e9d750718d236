/** Error codes of a commit. They are also the codes of the API. */
export type LedgerErrorCode =
  | "QUEUE_FULL"
  | "OUTCOME_UNKNOWN"
  | "SIGNING_PENDING"
  | "LEDGER_DIVERGED"
  | "SIGNER_STATE_INVALID"
  | "LEDGER_INCOMPLETE"
  | "DATABASE_UNAVAILABLE"
  | "POLICY_UNAVAILABLE"
  | "SHUTTING_DOWN"
  | "INTERNAL";

/** Thrown when a commit could not be completed. `cause` is logged and never shown to the caller. */
export class LedgerError extends Error {
  readonly code: LedgerErrorCode;

  constructor(code: LedgerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = "LedgerError";
  }
}
