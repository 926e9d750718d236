import type { Open } from "./json.ts";
import type { ConditionResult, DenialReason } from "./results.ts";
import type { EventGap } from "./subscribe-options.ts";

/** What is known about an error besides its code and message. */
export interface ErrorDetails {
  /** HTTP status, when there was an answer. */
  status?: number;
  /** The server's id of the request: quote it when you ask for help. */
  requestId?: string;
  /** Whether the same call may succeed later, unchanged. Default `false`. */
  retryable?: boolean;
  /** Milliseconds the server asked to wait (`Retry-After`). */
  retryAfterMs?: number;
  /** The fields that were refused. */
  errors?: readonly { path: string; message: string }[];
  /** Machine-readable facts the server added. */
  facts?: Readonly<Record<string, unknown>>;
  cause?: unknown;
}

/**
 * Every error of this library. `code` is stable and safe to branch on: a server code such as `IDEMPOTENCY_CONFLICT`, or one of
 * `INVALID_OPTION`, `INVALID_RESPONSE` (the answer was not what the protocol says) and those of the subclasses.
 *
 * @example
 * try {
 *   await al.execute("pr.merge", { eventId: "pr-42" });
 * } catch (error) {
 *   if (error instanceof AgentLatticeError) console.error(error.code, error.requestId, error.retryable);
 * }
 */
export class AgentLatticeError extends Error {
  readonly code: string;
  readonly details: ErrorDetails;
  readonly requestId: string | undefined;
  readonly retryable: boolean;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "AgentLatticeError";
    this.code = code;
    this.details = details;
    this.requestId = details.requestId;
    this.retryable = details.retryable ?? false;
  }
}

/**
 * No answer: the server cannot be reached (`CONNECTION_FAILED`) or did not answer in time (`REQUEST_TIMEOUT`). Nothing may be
 * done on the strength of it: no answer means no action.
 *
 * @example
 * if (error instanceof AgentLatticeConnectionError) await queueForLater(job);
 */
export class AgentLatticeConnectionError extends AgentLatticeError {
  constructor(code: "CONNECTION_FAILED" | "REQUEST_TIMEOUT", message: string, details: ErrorDetails = {}) {
    super(code, message, { ...details, retryable: true });
    this.name = "AgentLatticeConnectionError";
  }
}

/**
 * The API key is missing (`MISSING_API_KEY`), cannot be a key (`INVALID_API_KEY`) or was refused (`UNAUTHENTICATED`).
 *
 * @example
 * if (error instanceof AgentLatticeAuthenticationError) console.error("Set AL_API_KEY:", error.message);
 */
export class AgentLatticeAuthenticationError extends AgentLatticeError {
  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(code, message, { ...details, retryable: false });
    this.name = "AgentLatticeAuthenticationError";
  }
}

/** Why an action may not happen: a denial reason, or how its approval ended otherwise. */
export type DeniedReason = DenialReason | "APPROVAL_CANCELLED" | "APPROVAL_LAPSED" | "APPROVAL_REVOKED" | "APPROVAL_REFUSED";

/** What `AgentLatticeDeniedError` knows. */
export interface Denial {
  reason: Open<DeniedReason>;
  approvalId?: string;
  /** The console page of the approval. */
  approvalUrl?: string;
  /** The policy that decided. */
  policy?: string;
  conditions: readonly ConditionResult[];
  /** What the person who denied wrote. Text of a person: escape it before you show it. */
  reviewerReason?: string;
  auditEventId?: string;
}

/**
 * The action may not happen: policy or a person said no, or the approval ended before it was used. `code` is `ACTION_DENIED`,
 * `reason` says why, `conditions` which clauses did not hold and what would help.
 *
 * @example
 * if (error instanceof AgentLatticeDeniedError) {
 *   for (const failed of error.conditions.filter((condition) => !condition.result)) console.error(failed.field, failed.remedy);
 * }
 */
export class AgentLatticeDeniedError extends AgentLatticeError {
  readonly reason: Open<DeniedReason>;
  readonly approvalId: string | undefined;
  /** The console page of the approval. */
  readonly approvalUrl: string | undefined;
  readonly policy: string | undefined;
  readonly conditions: readonly ConditionResult[];
  readonly reviewerReason: string | undefined;
  readonly auditEventId: string | undefined;

  constructor(message: string, denial: Denial, details: ErrorDetails = {}) {
    super("ACTION_DENIED", message, { ...details, retryable: false });
    this.name = "AgentLatticeDeniedError";
    this.reason = denial.reason;
    this.approvalId = denial.approvalId;
    this.approvalUrl = denial.approvalUrl;
    this.policy = denial.policy;
    this.conditions = denial.conditions;
    this.reviewerReason = denial.reviewerReason;
    this.auditEventId = denial.auditEventId;
  }
}

/**
 * Nobody decided in time: the approval expired (`APPROVAL_EXPIRED`), or this process waited `gatePollTimeoutMs`
 * (`GATE_TIMEOUT`). After `GATE_TIMEOUT` the request is still open: `gate()` with the same `eventId` continues waiting.
 *
 * @example
 * if (error instanceof AgentLatticeTimeoutError && error.code === "GATE_TIMEOUT") await al.cancel(error.approvalId);
 */
export class AgentLatticeTimeoutError extends AgentLatticeError {
  readonly approvalId: string;
  /** The console page of the approval. */
  readonly approvalUrl: string | undefined;
  /** The id the action was submitted with; unknown to `wait`. */
  readonly eventId: string | undefined;

  constructor(
    code: "APPROVAL_EXPIRED" | "GATE_TIMEOUT",
    message: string,
    wait: { approvalId: string; approvalUrl?: string | undefined; eventId: string | undefined },
    details: ErrorDetails = {},
  ) {
    super(code, message, { ...details, retryable: false });
    this.name = "AgentLatticeTimeoutError";
    this.approvalId = wait.approvalId;
    this.approvalUrl = wait.approvalUrl;
    this.eventId = wait.eventId;
  }
}

/**
 * Events could not be delivered: more came while this process was away or busy than the server replays. `gap` says which to list
 * instead. Only thrown without `onGap`.
 *
 * @example
 * if (error instanceof AgentLatticeGapError) console.error("missed everything from", error.gap.from);
 */
export class AgentLatticeGapError extends AgentLatticeError {
  readonly gap: EventGap;

  constructor(gap: EventGap, cause?: AgentLatticeError) {
    const which = gap.to === undefined ? `from ${gap.from} on` : `${gap.from} to ${gap.to}`;
    super("CURSOR_EXPIRED", `Events ${which} were missed. List them with the audit API, then subscribe again.`, {
      ...cause?.details,
      retryable: false,
      cause,
    });
    this.name = "AgentLatticeGapError";
    this.gap = gap;
  }
}
