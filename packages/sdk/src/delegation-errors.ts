import { AgentLatticeError, type ErrorDetails } from "./errors.ts";

/**
 * A delegation cannot be made: `CAPABILITY_EXCEEDED` (`exceeding` names what the parent does not have), `DELEGATION_TOO_DEEP`,
 * or `DELEGATION_INVALID` when the parent has ended or is disabled.
 *
 * @example
 * if (error instanceof AgentLatticeDelegationError) console.error(error.code, error.exceeding);
 */
export class AgentLatticeDelegationError extends AgentLatticeError {
  /** Capabilities that were asked for and that the parent does not have. */
  readonly exceeding: readonly string[];

  constructor(code: string, message: string, exceeding: readonly string[], details: ErrorDetails = {}) {
    super(code, message, { ...details, retryable: false });
    this.name = "AgentLatticeDelegationError";
    this.exceeding = exceeding;
  }
}

/**
 * The work is done, but a delegation could not be revoked (`CLEANUP_FAILED`): its key works until `expiresAt`. `cause` says why.
 * Revoke it with `al.revoke(delegationId)`.
 *
 * @example
 * if (error instanceof AgentLatticeCleanupError) await alertSomebody(error.delegationId, error.expiresAt);
 */
export class AgentLatticeCleanupError extends AgentLatticeError {
  readonly delegationId: string;
  /** RFC 3339: when the delegation ends by itself. */
  readonly expiresAt: string;

  constructor(delegationId: string, expiresAt: string, cause: unknown) {
    super("CLEANUP_FAILED", `The delegation ${delegationId} could not be revoked. It ends by itself at ${expiresAt}.`, { cause });
    this.name = "AgentLatticeCleanupError";
    this.delegationId = delegationId;
    this.expiresAt = expiresAt;
  }
}

const CODES = new Set(["CAPABILITY_EXCEEDED", "DELEGATION_TOO_DEEP", "DELEGATION_INVALID"]);

/** A refusal to delegate as its own kind of error; everything else as it is. */
export function toDelegationError(error: unknown): unknown {
  if (!(error instanceof AgentLatticeError) || !CODES.has(error.code)) return error;
  const { exceeding } = error.details.facts ?? {};
  const names = typeof exceeding === "string" ? exceeding.split(" ") : [];
  return new AgentLatticeDelegationError(error.code, error.message, names, error.details);
}
