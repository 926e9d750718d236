import type { SignInResult } from "@agentlattice/contract";
import { readProblem } from "../api/api-error.ts";
import { webEnv } from "../env.ts";
import { clientIp } from "../proxy/client-ip.ts";
import { type SignInFailure, writeFailure } from "./sign-in-failure.ts";

const SECONDS_WHEN_UNTOLD = 60;

interface SessionRequest {
  /** A route that answers with a session, such as `/auth/sign-in`. */
  readonly path: "/auth/sign-in" | "/auth/switch" | "/invitations/accept";
  readonly body: Readonly<Record<string, string>>;
  /** Of the request of the browser. */
  readonly headers: Headers;
  /** Of a session that is open already. */
  readonly apiToken?: string;
}

/** Asks the API for a session. @throws Error whose message is a `SignInFailure` */
export async function askForSession({ path, body, headers, apiToken }: SessionRequest): Promise<SignInResult> {
  const { apiUrl, proxySecret, trustedHops } = webEnv();
  const ip = clientIp(headers, trustedHops);
  const answer = await fetch(`${apiUrl}/api/v1${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      // What the person reads in the list of their sessions.
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
  if (answer.status === 429) return { kind: "too-many", seconds: Number(answer.headers.get("retry-after")) || SECONDS_WHEN_UNTOLD };
  const { code, status } = await readProblem(answer);
  // 422: not an e-mail address at all. It is answered like any other wrong one.
  if (code === "INVALID_CREDENTIALS" || code === "INVALID_REQUEST") return { kind: "wrong" };
  return status < 500 ? { kind: "refused", code } : { kind: "unavailable" };
}

/** Ends the API session. When the API does not answer, the session still ends by itself when idle. */
export async function askToSignOut(apiToken: string): Promise<void> {
  const { apiUrl } = webEnv();
  await fetch(`${apiUrl}/api/v1/auth/sign-out`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiToken}` },
    cache: "no-store",
  }).catch(() => {
    console.error("The API did not answer the sign-out; its session ends when idle.");
  });
}
