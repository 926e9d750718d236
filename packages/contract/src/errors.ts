/**
 * The closed set of error codes and the one table that gives each its HTTP status.
 * `retryable` says whether the same request may succeed unchanged (RFC 9457 extension member).
 */
export const ERRORS = {
  // ingress
  MALFORMED_JSON: { status: 400, retryable: false, title: "The body is not strict JSON" },
  INVALID_REQUEST: { status: 422, retryable: false, title: "The request does not match the contract" },
  INVALID_HEADER: { status: 400, retryable: false, title: "A header is malformed" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, retryable: false, title: "Send application/json" },
  PAYLOAD_TOO_LARGE: { status: 413, retryable: false, title: "The body is too large" },
  BODY_INCOMPLETE: { status: 400, retryable: true, title: "The body did not arrive whole" },
  NOT_FOUND: { status: 404, retryable: false, title: "Not found" },
  METHOD_NOT_ALLOWED: { status: 405, retryable: false, title: "Method not allowed" },
  // who is asking
  UNAUTHENTICATED: { status: 401, retryable: false, title: "A valid credential is required" },
  INVALID_CREDENTIALS: { status: 401, retryable: false, title: "The e-mail or the password is wrong" },
  FORBIDDEN: { status: 403, retryable: false, title: "This credential may not do that" },
  CROSS_ORIGIN: { status: 403, retryable: false, title: "Cross-origin request refused" },
  DELEGATION_INVALID: { status: 403, retryable: false, title: "The delegation is not valid" },
  CAPABILITY_EXCEEDED: { status: 403, retryable: false, title: "The parent does not have these capabilities" },
  DELEGATION_TOO_DEEP: { status: 422, retryable: false, title: "The chain of delegations is too long" },
  // conflicts
  IDEMPOTENCY_CONFLICT: { status: 409, retryable: false, title: "This id was used with another body" },
  ALREADY_DECIDED: { status: 409, retryable: false, title: "Already decided" },
  DIGEST_MISMATCH: { status: 409, retryable: false, title: "The approval is not what you saw" },
  NOT_ELIGIBLE: { status: 403, retryable: false, title: "You may not decide this approval" },
  APPROVAL_NOT_PENDING: { status: 409, retryable: false, title: "The approval is not pending" },
  APPROVAL_PENDING: { status: 409, retryable: true, title: "The approval is still pending" },
  APPROVAL_DENIED: { status: 409, retryable: false, title: "The approval was denied" },
  APPROVAL_EXPIRED: { status: 409, retryable: false, title: "The approval expired" },
  APPROVAL_LAPSED: { status: 409, retryable: false, title: "The approval was not used in time" },
  APPROVAL_CANCELLED: { status: 409, retryable: false, title: "The approval was cancelled" },
  APPROVAL_REVOKED: { status: 409, retryable: false, title: "The approval was revoked" },
  APPROVAL_REFUSED: { status: 409, retryable: false, title: "The action is refused now" },
  PERMIT_INVALID: { status: 409, retryable: false, title: "The permit is not valid" },
  PERMIT_CONSUMED: { status: 409, retryable: false, title: "The permit was already consumed" },
  PERMIT_EXPIRED: { status: 409, retryable: false, title: "The permit has expired" },
  PERMIT_WRONG_AUDIENCE: { status: 409, retryable: false, title: "The permit is for another audience" },
  PERMIT_PAYLOAD_MISMATCH: { status: 409, retryable: false, title: "The payload is not what was approved" },
  KEY_ENDED: { status: 409, retryable: false, title: "The key has ended" },
  NAME_TAKEN: { status: 409, retryable: false, title: "That name is taken" },
  LAST_OWNER: { status: 409, retryable: false, title: "An organisation keeps at least one owner" },
  ALREADY_MEMBER: { status: 409, retryable: false, title: "That person is a member already" },
  ALREADY_INVITED: { status: 409, retryable: false, title: "That person is invited already" },
  INVITATION_INVALID: { status: 410, retryable: false, title: "The invitation is not valid any more" },
  INVITATION_NOT_YOURS: { status: 403, retryable: false, title: "The invitation is for another person" },
  SIGN_UP_CLOSED: { status: 403, retryable: false, title: "Sign-up is closed" },
  PASSWORD_WEAK: { status: 422, retryable: false, title: "Choose another password" },
  POLICY_INVALID: { status: 422, retryable: false, title: "The policy document is not valid" },
  POLICY_CASES_FAILED: { status: 422, retryable: false, title: "The policy contradicts its own cases" },
  POLICY_NOT_IN_FORCE: { status: 409, retryable: false, title: "The policy is not in force" },
  REVIEW_REQUIRED: { status: 409, retryable: false, title: "Another person must review this" },
  SEPARATION_OF_DUTIES: { status: 403, retryable: false, title: "Another person must do this" },
  REASON_REQUIRED: { status: 422, retryable: false, title: "A reason is required" },
  // pressure and outages
  RATE_LIMITED: { status: 429, retryable: true, title: "Too many requests" },
  TOO_MANY_ATTEMPTS: { status: 429, retryable: true, title: "Too many attempts" },
  QUEUE_FULL: { status: 429, retryable: true, title: "Too many requests are waiting" },
  TOO_MANY_WAITERS: { status: 429, retryable: true, title: "Too many requests are parked" },
  CURSOR_EXPIRED: { status: 410, retryable: false, title: "The cursor is too old" },
  OUTCOME_UNKNOWN: { status: 503, retryable: true, title: "The outcome is not known yet" },
  SIGNING_PENDING: { status: 503, retryable: true, title: "Recorded, not yet signed" },
  LEDGER_DIVERGED: { status: 503, retryable: false, title: "The ledger does not extend what was signed" },
  POLICY_UNAVAILABLE: { status: 503, retryable: true, title: "The policies cannot be loaded" },
  DATABASE_UNAVAILABLE: { status: 503, retryable: true, title: "The database is not answering" },
  SHUTTING_DOWN: { status: 503, retryable: true, title: "This process is stopping" },
  UPSTREAM_UNAVAILABLE: { status: 502, retryable: true, title: "The API is not answering" },
  INTERNAL: { status: 500, retryable: true, title: "Something failed on our side" },
} as const satisfies Record<string, { status: number; retryable: boolean; title: string }>;

export type ErrorCode = keyof typeof ERRORS;

export const ERROR_CODES = Object.keys(ERRORS) as ErrorCode[];
