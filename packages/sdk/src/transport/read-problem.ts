import { addressAdvice } from "@agentlattice/core/connection-advice";
import { AgentLatticeAuthenticationError, AgentLatticeError, type ErrorDetails } from "../errors.ts";
import { isTransientStatus, retryAfterMs } from "./retry.ts";

/** Converts an error answer into a typed error. The status decides, whatever the body is. */
export function toProblem(response: Response, text: string, apiKey: string): AgentLatticeError {
  const body = parseRecord(text);
  const code = typeof body?.code === "string" ? body.code : "INVALID_RESPONSE";
  const detail = typeof body?.detail === "string" ? body.detail : undefined;
  // A server may echo the credential, which must not reach a log.
  const message = (detail ?? explain(response)).replaceAll(apiKey, "[redacted]");
  const details = detailsOf(response, body);
  return response.status === 401
    ? new AgentLatticeAuthenticationError(code, message, details)
    : new AgentLatticeError(code, message, details);
}

function detailsOf(response: Response, body: Record<string, unknown> | null): ErrorDetails {
  const { status, headers } = response;
  const retryable = typeof body?.retryable === "boolean" ? body.retryable : isTransientStatus(status);
  const requestId = typeof body?.request_id === "string" ? body.request_id : (headers.get("x-request-id") ?? undefined);
  const facts = isRecord(body?.error) && isRecord(body.error.details) ? body.error.details : undefined;
  const wait = retryAfterMs(headers);
  return {
    status,
    retryable,
    ...(requestId === undefined ? {} : { requestId }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(Array.isArray(body?.errors) ? { errors: body.errors.filter(isFieldError) } : {}),
    ...(facts ? { facts } : {}),
  };
}

function explain(response: Response): string {
  const { status, headers } = response;
  const advice = addressAdvice(response);
  if (advice !== undefined) return advice;
  const type = headers.get("content-type")?.split(";")[0] ?? "nothing readable";
  return `The server answered ${status} with ${type.slice(0, 80)} and no problem document. Check that baseUrl is the address of an AgentLattice API.`;
}

function parseRecord(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFieldError(value: unknown): value is { path: string; message: string } {
  return isRecord(value) && typeof value.path === "string" && typeof value.message === "string";
}
