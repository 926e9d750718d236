import { ERRORS, type ErrorCode, type JsonValue } from "@agentlattice/contract";

export interface AppErrorOptions {
  /** The problem and the next step, shown to the caller. It must not contain secrets or user input. */
  readonly detail?: string;
  readonly errors?: readonly { path: string; message: string }[];
  /** Machine-readable details for the caller. */
  readonly details?: Readonly<Record<string, JsonValue>>;
  /** Seconds after which a retry makes sense. */
  readonly retryAfter?: number;
  /** Headers of the response. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The cause, which is only logged. */
  readonly cause?: unknown;
}

/** An error response with a code of `ERRORS`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly options: AppErrorOptions;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.detail ?? ERRORS[code].title, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.options = options;
    this.name = "AppError";
  }
}
