import { AgentLatticeConnectionError, AgentLatticeError } from "@agentlattice/sdk";
import { parseJsonObject } from "../json-object.ts";
import type { Connection } from "./find-connection.ts";

/** Requests a file from the API. @param path the path below `/api/v1` @throws AgentLatticeConnectionError when there is no answer */
export async function requestFile({ baseUrl, apiKey }: Connection, path: string, signal: AbortSignal): Promise<Response> {
  const url = `${baseUrl.replace(/\/+$/, "").replace(/\/api\/v1$/, "")}/api/v1${path}`;
  try {
    return await fetch(url, { headers: { authorization: `Bearer ${apiKey}` }, redirect: "manual", signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new AgentLatticeConnectionError("CONNECTION_FAILED", `The AgentLattice API at ${new URL(url).origin} cannot be reached.`, {
      cause: error,
    });
  }
}

/** Returns the error of an answer that is no file. */
export async function refusal(response: Response): Promise<AgentLatticeError> {
  const problem = parseJsonObject(await response.text().catch(() => "")) ?? {};
  const { code, detail, request_id, retryable } = problem;
  const message = typeof detail === "string" ? detail : `The server answered ${response.status}, without an export.`;
  return new AgentLatticeError(typeof code === "string" ? code : "INVALID_RESPONSE", message, {
    status: response.status,
    retryable: retryable === true,
    ...(typeof request_id === "string" ? { requestId: request_id } : {}),
  });
}
