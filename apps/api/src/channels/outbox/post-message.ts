import type { Deps } from "../../deps.ts";
import { EgressError } from "../../egress/egress-error.ts";
import type { AttemptResult } from "./attempt-result.ts";

const GONE = 410;

/** Sends a message, JSON unless the headers name another type, and returns the result of the attempt. */
export async function postMessage(
  deps: Deps,
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
): Promise<AttemptResult> {
  try {
    const { status, retryAfter } = await deps.egress.post({
      url,
      headers: { "content-type": "application/json", "user-agent": "AgentLattice-Webhooks/1", ...headers },
      body,
    });
    if (status >= 200 && status < 300) return { outcome: "OK", statusCode: status };
    const outcome = status >= 300 && status < 400 ? "REDIRECT_REFUSED" : "HTTP_STATUS";
    return { outcome, statusCode: status, retryAfter, isFinal: status === GONE, isGone: status === GONE };
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    return { outcome: error.code, statusCode: null };
  }
}
