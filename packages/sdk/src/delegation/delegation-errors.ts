import { AgentLatticeError, type ErrorDetails } from "../errors.ts";

/**
 * A delegation cannot be created: `CAPABILITY_EXCEEDED` (`exceeding` names the missing capabilities), `DELEGATION_TOO_DEEP`, or
 * `DELEGATION_INVALID` when the parent has ended or is disabled.
 *
 * @example
 * if (error instanceof AgentLatticeDelegationError) console.error(error.code, error.exceeding);
 */
export class AgentLatticeDelegationError extends AgentLatticeError {
  /** Requested capabilities that the parent does not have. */
  readonly exceeding: readonly string[];

  constructor(code: string, message: string, exceeding: readonly string[], details: ErrorDetails = {}) {
    super(code, message, { ...details, retryable: false });
    this.name = "AgentLatticeDelegationError";
    this.exceeding = exceeding;
  }
}

/**
 * The function has run, but its delegation could not be revoked (`CLEANUP_FAILED`). Its key works until `expiresAt`. `cause` holds the
 * error. Revoke it with `al.revoke(delegationId)`.
 *
 * @example
 * if (error instanceof AgentLatticeCleanupError) await alertSomebody(error.delegationId, error.expiresAt);
 */
export class AgentLatticeCleanupError extends AgentLatticeError {
  readonly delegationId: string;
  /** Expiry of the delegation, RFC 3339. */
  readonly expiresAt: string;

  constructor(delegationId: string, expiresAt: string, cause: unknown) {
    super("CLEANUP_FAILED", `The delegation ${delegationId} could not be revoked. It expires at ${expiresAt}.`, { cause });
    this.name = "AgentLatticeCleanupError";
    this.delegationId = delegationId;
    this.expiresAt = expiresAt;
  }
}

/**
 * Several delegations of `parallel` cannot be created (`DELEGATIONS_FAILED`), or several cannot be revoked after the function has run
 * (`CLEANUP_FAILED`). `errors` has the error of each.
 *
 * @example
 * if (error instanceof AgentLatticeParallelError) for (const one of error.errors) console.error(one);
 */
export class AgentLatticeParallelError extends AgentLatticeError {
  readonly errors: readonly unknown[];

  constructor(errors: readonly unknown[], failed: "created" | "revoked") {
    const code = failed === "created" ? "DELEGATIONS_FAILED" : "CLEANUP_FAILED";
    super(code, `${errors.length} delegations could not be ${failed}. See \`errors\`.`, { cause: errors[0] });
    this.name = "AgentLatticeParallelError";
    this.errors = errors;
  }
}

/** Throws the errors of several delegations: a single one unchanged, several as one error. Returns when there are none. */
export function throwAll(errors: readonly unknown[], failed: "created" | "revoked"): void {
  if (errors.length > 1) throw new AgentLatticeParallelError(errors, failed);
  if (errors.length === 1) throw errors[0];
}

const CODES = new Set(["CAPABILITY_EXCEEDED", "DELEGATION_TOO_DEEP", "DELEGATION_INVALID"]);

/** Converts a refusal to delegate into its own error. Returns any other error unchanged. */
export function toDelegationError(error: unknown): unknown {
  if (!(error instanceof AgentLatticeError) || !CODES.has(error.code)) return error;
  const { exceeding } = error.details.facts ?? {};
  const names = typeof exceeding === "string" ? exceeding.split(" ") : [];
  return new AgentLatticeDelegationError(error.code, error.message, names, error.details);
}
