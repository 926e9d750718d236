import { addressAdvice, certificateAdvice } from "@agentlattice/core/connection-advice";
import { AgentLatticeConnectionError, AgentLatticeError } from "@agentlattice/sdk";
import { parseJsonObject } from "../json-object.ts";
import { systemErrorCode } from "../system-error.ts";
import type { Connection } from "./find-connection.ts";

/** Requests a file from the API. @param path the path below `/api/v1` @throws AgentLatticeConnectionError when there is no answer */
export async function requestFile({ baseUrl, apiKey }: Connection, path: string, signal: AbortSignal): Promise<Response> {
  const url = `${baseUrl.replace(/\/+$/, "").replace(/\/api\/v1$/, "")}/api/v1${path}`;
  try {
    return await fetch(url, { headers: { authorization: `Bearer ${apiKey}` }, redirect: "manual", signal });
  } catch (error) {
    signal.throwIfAborted();
    const code = error instanceof Error ? systemErrorCode(error.cause) : undefined;
    const advice = (code && certificateAdvice(code)) || "Check AL_BASE_URL and your network.";
    const failed = `The AgentLattice API at ${new URL(url).origin} cannot be reached${code ? ` (${code})` : ""}. ${advice}`;
    throw new AgentLatticeConnectionError("CONNECTION_FAILED", failed, { cause: error });
  }
}

/** Returns the error of an answer that is no file. */
export async function refusal(response: Response): Promise<AgentLatticeError> {
  const problem = parseJsonObject(await response.text().catch(() => "")) ?? {};
  const { code, detail, request_id, retryable } = problem;
  const otherwise = addressAdvice(response) ?? `The server answered ${response.status}, without an export.`;
  const message = typeof detail === "string" ? detail : otherwise;
  return new AgentLatticeError(typeof code === "string" ? code : "INVALID_RESPONSE", message, {
    status: response.status,
    retryable: retryable === true,
    ...(typeof request_id === "string" ? { requestId: request_id } : {}),
  });
}
