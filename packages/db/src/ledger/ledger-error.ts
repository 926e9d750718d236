/** Why a commit did not answer with an outcome. Codes are the wire's error codes. */
export type LedgerErrorCode =
  | "QUEUE_FULL"
  | "OUTCOME_UNKNOWN"
  | "SIGNING_PENDING"
  | "LEDGER_DIVERGED"
  | "SIGNER_STATE_INVALID"
  | "LEDGER_INCOMPLETE"
  | "DATABASE_UNAVAILABLE"
  | "SHUTTING_DOWN"
  | "INTERNAL";

/** A commit that could not be completed; `cause` is for the log, never for the caller. */
export class LedgerError extends Error {
  readonly code: LedgerErrorCode;

  constructor(code: LedgerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = "LedgerError";
  }
}
