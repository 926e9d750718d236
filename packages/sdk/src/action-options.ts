import type { PendingAction } from "./results.ts";
import type { Usage } from "./usage.ts";

/**
 * What an action is about. Everything is optional; what you leave out, policies treat as unknown and reviewers see as missing.
 *
 * @example
 * await al.gate("pr.merge", {
 *   metadata: { target: "acme/shop#42", lines_changed: 120 },
 *   justification: "Fixes the checkout rounding error",
 *   eventId: "merge-acme-shop-42",
 * });
 */
export interface ActionOptions {
  /** Facts about the action, as JSON. Policies test them, reviewers see them, keys are never renamed. At most 64 KiB. */
  metadata?: Record<string, unknown>;
  /** The data the action touches. */
  dataAccessed?: readonly { type: string; count?: number; sensitivity?: string }[];
  /** The text to be sent, written or published. */
  content?: string;
  /** Why, in the agent's words. Reviewers see it marked as the agent's. */
  justification?: string;
  /**
   * What you ask for in one line of at most 256 characters, such as `"Merge #42, 120 lines"`. Reviewers see it marked as the agent's;
   * the policy's own line takes its place when it has one.
   */
  summary?: string;
  /** State before and after; reviewers see the difference. */
  before?: unknown;
  after?: unknown;
  /** The tool that will be called, with its exact arguments. */
  tool?: { name: string; server?: string; version?: string; arguments?: unknown };
  /** Names of the tools that the agent would be shown; `effective.tools` in the answer is what it may know of. */
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
  /** Expected tokens and money, which budgets reserve; `usd` is a decimal string such as `"1.25"`. */
  usage?: { inputTokens?: number; outputTokens?: number; maxTokens?: number; usd?: string };
  tags?: readonly string[];
  /** Whom the data is about. */
  dataSubjects?: readonly string[];
  sessionId?: string;
  /** The id of a run that `createRun` answered. */
  runId?: string;
  iterationIndex?: number;
  correlationId?: string;
  parentEventId?: string;
  /** The obligations this agent can fulfil, such as `redact`. */
  supports?: readonly string[];
}

/** Options of `execute`. */
export interface ExecuteOptions extends ActionOptions {
  /**
   * Names this submission: the same id with the same action is answered with the first submission's state, also after a
   * restart. 1 to 128 printable ASCII characters without spaces. One is minted when you give none.
   */
  eventId?: string;
  /** Aborts the call; it then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** Options of `gate`. */
export interface GateOptions extends ExecuteOptions {
  /** Binds the permit to whoever will consume it. */
  audience?: string;
  /** Called once when a person has to decide, before the wait. `approvalUrl` is the console page to send them. */
  onPending?: (requested: PendingAction) => void;
  /** Withdraws the request when the signal aborts the call. Default false: it stays open, and `cancel` withdraws it. */
  cancelOnAbort?: boolean;
}

/** Options of `guard`. */
export interface GuardOptions<T = unknown> extends GateOptions {
  /**
   * Returns what the action cost, from the result of your function; it is sent with the report. Default: the `usage` of the
   * result, when it has the fields of `Usage` (or `input_tokens` and `output_tokens`, as model clients return them).
   */
  usageOf?: (result: T) => Usage | undefined;
  /**
   * Told when the outcome could not be reported. The result, or the error, of your function is never hidden by it. Default: one
   * line with `console.error`.
   */
  onReportError?: (error: unknown) => void;
}

/** Options of `canI`. */
export interface CheckOptions extends ActionOptions {
  signal?: AbortSignal;
}
