import type { SignInResult } from "@agentlattice/contract";
import { readProblem } from "../api/api-error.ts";
import { webEnv } from "../env.ts";
import { clientIp } from "../proxy/client-ip.ts";
import { type SignInFailure, writeFailure } from "./sign-in-failure.ts";

const DEFAULT_RETRY_SECONDS = 60;

interface SessionRequest {
  /** The endpoint that creates the session. */
  readonly path: "/auth/sign-in" | "/auth/switch" | "/invitations/accept";
  readonly body: Readonly<Record<string, string>>;
  /** Headers of the browser's request. */
  readonly headers: Headers;
  /** Token of the current session, if there is one. */
  readonly apiToken?: string;
}

/** Requests a session from the API. @throws Error whose message is a `SignInFailure` */
export async function requestSession({ path, body, headers, apiToken }: SessionRequest): Promise<SignInResult> {
  const { apiUrl, proxySecret, trustedHops } = webEnv();
  const ip = clientIp(headers, trustedHops);
  const answer = await fetch(`${apiUrl}/api/v1${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      // Shown to people in the list of their sessions.
      "user-agent": headers.get("user-agent") ?? "",
      ...(ip ? { "x-al-client-ip": ip, "x-al-proxy-secret": proxySecret } : {}),
      ...(apiToken ? { authorization: `Bearer ${apiToken}` } : {}),
    },
    body: JSON.stringify(body),
    cache: "no-store",
  }).catch(() => null);
  if (answer?.ok) return (await answer.json()) as SignInResult;
  throw new Error(writeFailure(await failureOf(answer)));
}

async function failureOf(answer: Response | null): Promise<SignInFailure> {
  if (answer === null) return { kind: "unavailable" };
  if (answer.status === 429) return { kind: "too-many", seconds: Number(answer.headers.get("retry-after")) || DEFAULT_RETRY_SECONDS };
  const { code, status } = await readProblem(answer);
  // 422 means the input is not an email address. It is reported like wrong credentials.
  if (code === "INVALID_CREDENTIALS" || code === "INVALID_REQUEST") return { kind: "wrong" };
  return status < 500 ? { kind: "refused", code } : { kind: "unavailable" };
}

/** Ends the API session. If the API is unreachable, the session ends when its idle timeout expires. */
export async function endApiSession(apiToken: string): Promise<void> {
  const { apiUrl } = webEnv();
  await fetch(`${apiUrl}/api/v1/auth/sign-out`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiToken}` },
    cache: "no-store",
  }).catch(() => {
    console.error("The API could not be reached for sign-out. The session ends when its idle timeout expires.");
  });
}
