import { ERRORS, type ErrorCode } from "@agentlattice/contract";

export interface AppErrorOptions {
  /** What happened and what to do next. Shown to the caller: nothing secret, nothing anybody typed. */
  readonly detail?: string;
  readonly errors?: readonly { path: string; message: string }[];
  /** Machine-readable facts for the caller. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
  /** Seconds until trying again makes sense. */
  readonly retryAfter?: number;
  /** Fields of the answer's head. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For the log only. */
  readonly cause?: unknown;
}

/** A refusal or failure with a code of the closed set. */
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
