import { AgentLatticeConnectionError, AgentLatticeDeniedError, AgentLatticeError, AgentLatticeTimeoutError } from "@agentlattice/sdk";
import { Interrupted } from "./interrupted.ts";
import { EXIT_USAGE, UsageError } from "./usage-error.ts";

export const EXIT_DENIED = 3;
export const EXIT_TIMEOUT = 4;
const EXIT_UNAVAILABLE = 5;

/** Returns the exit code of an error. An unknown error is 5, so that the command does not run. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return error.exitCode;
  if (error instanceof UsageError) return EXIT_USAGE;
  if (error instanceof AgentLatticeDeniedError) return EXIT_DENIED;
  if (error instanceof AgentLatticeTimeoutError) return EXIT_TIMEOUT;
  if (!(error instanceof AgentLatticeError) || error instanceof AgentLatticeConnectionError || error.retryable) return EXIT_UNAVAILABLE;
  if (error.code === "INVALID_RESPONSE") return EXIT_UNAVAILABLE;
  return (error.details.status ?? 0) >= 500 ? EXIT_UNAVAILABLE : EXIT_USAGE;
}
