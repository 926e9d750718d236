import { AgentLatticeError } from "@agentlattice/sdk";

/** Returns an error as the JSON object of `--json`. */
export function errorJson(error: unknown): Record<string, unknown> {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof AgentLatticeError)) return { status: "error", message };
  return {
    status: "error",
    message,
    code: error.code,
    request_id: error.requestId,
    retryable: error.retryable,
    errors: error.details.errors,
  };
}
