import type { ConditionResult, DenialReason } from "./results.ts";
import type { EventGap } from "./stream/event-gap.ts";
import type { Open } from "./transport/json.ts";

/** Details of an error besides its code and message. */
export interface ErrorDetails {
  /** HTTP status, when the server answered. */
  status?: number;
  /** The server's id of the request. Quote it when you ask for help. */
  requestId?: string;
  /** True when the same call may succeed later. Default `false`. */
  retryable?: boolean;
  /** Pause that the server requested (`Retry-After`), in milliseconds. */
  retryAfterMs?: number;
  /** The invalid fields. */
  errors?: readonly { path: string; message: string }[];
  /** Machine-readable facts from the server. */
  facts?: Readonly<Record<string, unknown>>;
  cause?: unknown;
}

/**
 * Base class of all errors of this library. `code` is stable: a code of the API such as `IDEMPOTENCY_CONFLICT`, `INVALID_OPTION`,
 * `INVALID_RESPONSE` (the answer does not follow the protocol), or a code of a subclass.
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
 * The server cannot be reached (`CONNECTION_FAILED`) or did not answer in time (`REQUEST_TIMEOUT`). Do not act without an answer. A
 * certificate that is refused is not retried: `retryable` is false, and the message says what to do.
 *
 * @example
 * if (error instanceof AgentLatticeConnectionError) await queueForLater(job);
 */
export class AgentLatticeConnectionError extends AgentLatticeError {
  constructor(code: "CONNECTION_FAILED" | "REQUEST_TIMEOUT", message: string, details: ErrorDetails = {}) {
    super(code, message, { retryable: true, ...details });
    this.name = "AgentLatticeConnectionError";
  }
}

/**
 * The API key is missing (`MISSING_API_KEY`), malformed (`INVALID_API_KEY`) or refused (`UNAUTHENTICATED`).
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

/** The reason of a denial, or the way in which an approval ended. */
export type DeniedReason = DenialReason | "APPROVAL_CANCELLED" | "APPROVAL_LAPSED" | "APPROVAL_REVOKED" | "APPROVAL_REFUSED";

/** The fields of `AgentLatticeDeniedError`. */
export interface Denial {
  reason: Open<DeniedReason>;
  approvalId?: string;
  /** The console page of the approval. */
  approvalUrl?: string;
  /** The policy that decided. */
  policy?: string;
  conditions: readonly ConditionResult[];
  /** The reviewer's reason. Escape it before you show it: a person wrote it. */
  reviewerReason?: string;
  auditEventId?: string;
}

/**
 * The action is denied by policy or by a person, or its approval ended before it was used. `code` is `ACTION_DENIED`; `reason` states the
 * cause; `conditions` lists the evaluated clauses with remedies.
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
 * No decision in time: the approval expired (`APPROVAL_EXPIRED`), or this process waited `gatePollTimeoutMs` (`GATE_TIMEOUT`). After
 * `GATE_TIMEOUT` the request is still open: `gate()` with the same `eventId` continues waiting.
 *
 * @example
 * if (error instanceof AgentLatticeTimeoutError && error.code === "GATE_TIMEOUT") await al.cancel(error.approvalId);
 */
export class AgentLatticeTimeoutError extends AgentLatticeError {
  readonly approvalId: string;
  /** The console page of the approval. */
  readonly approvalUrl: string | undefined;
  /** The event id of the submission. Undefined for `wait`. */
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
 * More events were recorded than the server can replay. `gap` names the missed entries, which `audit` lists. Thrown only without `onGap`.
 *
 * @example
 * if (error instanceof AgentLatticeGapError) console.error("missed everything from", error.gap.from);
 */
export class AgentLatticeGapError extends AgentLatticeError {
  readonly gap: EventGap;

  constructor(gap: EventGap, cause?: AgentLatticeError) {
    const range = gap.to === undefined ? `from ${gap.from} on` : `${gap.from} to ${gap.to}`;
    super("CURSOR_EXPIRED", `Events ${range} were missed. List them with the audit API, then subscribe again.`, {
      ...cause?.details,
      retryable: false,
      cause,
    });
    this.name = "AgentLatticeGapError";
    this.gap = gap;
  }
}
