import type { PendingAction, Question, Usage } from "../results.ts";

/**
 * Describes an action. Every field is optional. Policies treat a missing field as unknown, and reviewers see that it is missing.
 *
 * @example
 * await al.gate("pr.merge", {
 *   metadata: { target: "acme/shop#42", lines_changed: 120 },
 *   justification: "Fixes the checkout rounding error",
 *   eventId: "merge-acme-shop-42",
 * });
 */
export interface ActionOptions {
  /** Facts about the action, as JSON of at most 64 KiB. Policies test them and reviewers see them. Keys are never renamed. */
  metadata?: Record<string, unknown>;
  /** Data that the action reads or changes. */
  dataAccessed?: readonly { type: string; count?: number; sensitivity?: string }[];
  /** Text that the action sends, writes or publishes. */
  content?: string;
  /** The agent's reason for the action. Reviewers see it marked as text of the agent. */
  justification?: string;
  /**
   * The request in one line of at most 256 characters, such as `"Merge #42, 120 lines"`. Reviewers see it marked as text of the agent. A
   * summary in the policy takes precedence.
   */
  summary?: string;
  /**
   * Name of a webhook of the organisation that receives the decision, signed, so that the agent need not wait. Check it with
   * `verifyCallback`, then take the decision up with the same `eventId`.
   */
  callback?: string;
  /** State before the action. Reviewers see the difference to `after`. */
  before?: unknown;
  after?: unknown;
  /** The tool to be called, with its exact arguments. */
  tool?: { name: string; server?: string; version?: string; arguments?: unknown };
  /** Names of the tools that the agent would see. `effective.tools` in the answer lists those it may see. */
  tools?: readonly string[];
  model?: { provider?: string; name: string };
  skill?: string;
  memory?: {
    op: "read" | "write";
    scope: "session" | "agent" | "user" | "shared" | "global";
    class: "public" | "internal" | "confidential" | "restricted";
    key?: string;
    value?: unknown;
  };
  /** Expected tokens, cost and duration, which budgets reserve. */
  usage?: Omit<Usage, "estimated">;
  /** Words by which the decision is found again with `decisions.list`. */
  tags?: readonly string[];
  /** Importance of the decision for later look-ups. Default `normal`. */
  importance?: "low" | "normal" | "high";
  /** The retention class of the record. Default `standard`. */
  retention?: "short" | "standard" | "long";
  /** Identifiers of the persons whom the data is about. */
  dataSubjects?: readonly string[];
  sessionId?: string;
  /** Id of a run that `createRun` returned to this agent, or to an agent above it in its delegation chain. */
  runId?: string;
  iterationIndex?: number;
  correlationId?: string;
  parentEventId?: string;
  /** Obligations that this agent can fulfil, such as `redact`. */
  supports?: readonly string[];
}

/** Options of `execute`. */
export interface ExecuteOptions extends ActionOptions {
  /**
   * `true` promises to run the action with the values in `effective` of the result, which a reviewer may have changed. Without it, reviewers
   * cannot change any. Default `false`.
   */
  edits?: false;
  /**
   * An id of your own for this submission. The same id with the same action returns the state of the first submission, even after a
   * restart. 1 to 128 printable ASCII characters without spaces. Default: a new id.
   */
  eventId?: string;
  /** Aborts the call, which then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** Answers a reviewer's question. */
export type OnQuestion = (question: Question) => string | undefined | Promise<string | undefined>;

/**
 * The kind of a permit. `consumed` works once, with `consumePermit`. `offline` is a signed token that is valid for at most 60 seconds, which
 * the receiver verifies with `al.permits.verify` or `verifyPermit`.
 */
export type PermitGrade = "consumed" | "offline";

/** Options of `gate`. */
export interface GateOptions extends ExecuteOptions {
  /** Binds the permit to the party that will consume or verify it. Required for an offline permit. */
  audience?: string;
  /** The kind of permit. Default `consumed`. */
  permitGrade?: PermitGrade;
  /** Called once before the wait when a person has to decide. `approvalUrl` is the console page of the request. */
  onPending?: (requested: PendingAction) => void;
  /**
   * Called when a reviewer asks a question while the gate waits. A returned text is sent as the answer; return nothing to answer later with
   * `answer`. An error of the function leaves the question open.
   */
  onQuestion?: OnQuestion;
  /** Withdraws the request when the signal aborts the call. Default `false`: the request stays open until `cancel` withdraws it. */
  cancelOnAbort?: boolean;
}

/** Options of `guard`. */
export interface GuardOptions<T = unknown> extends Omit<GateOptions, "edits"> {
  /**
   * Returns the cost of the action from the result of your function. It is sent with the report. Default: the `usage` of the result, with
   * the fields of `Usage`, or as OpenAI and Anthropic return it. A usage of another form goes to `onReportError`. A stream is reported when
   * its reader has reached the end or left.
   */
  usageOf?: (result: T) => Usage | undefined;
  /**
   * Called when the outcome cannot be reported. The result or error of your function is returned all the same. Default: one line with
   * `console.error`.
   */
  onReportError?: (error: unknown) => void;
}

/** Options of a call that promises to use the values as approved. */
export type WithEdits<Options extends ExecuteOptions> = Omit<Options, "edits"> & { edits: true };

/** Options of `canI`. */
export interface CheckOptions extends ActionOptions {
  signal?: AbortSignal;
}
