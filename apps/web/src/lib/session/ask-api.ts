import type { SignInResult } from "@agentlattice/contract";
import { webEnv } from "../env.ts";
import { clientIp } from "../proxy/client-ip.ts";
import { type SignInFailure, writeFailure } from "./sign-in-failure.ts";

const SECONDS_WHEN_UNTOLD = 60;

/** Exchanges e-mail and password for an API session. @throws Error whose message is a `SignInFailure` */
export async function askToSignIn(input: { email: string; password: string; headers: Headers }): Promise<SignInResult> {
  const { apiUrl, proxySecret, trustedHops } = webEnv();
  const ip = clientIp(input.headers, trustedHops);
  const answer = await fetch(`${apiUrl}/api/v1/auth/sign-in`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(ip ? { "x-al-client-ip": ip, "x-al-proxy-secret": proxySecret } : {}),
    },
    body: JSON.stringify({ email: input.email, password: input.password }),
    cache: "no-store",
  }).catch(() => null);
  if (answer?.ok) return (await answer.json()) as SignInResult;
  throw new Error(writeFailure(failureOf(answer)));
}

function failureOf(answer: Response | null): SignInFailure {
  // 422: not an e-mail address at all. It is answered like any other wrong one.
  if (answer?.status === 401 || answer?.status === 422) return { kind: "wrong" };
  if (answer?.status === 429) return { kind: "too-many", seconds: Number(answer.headers.get("retry-after")) || SECONDS_WHEN_UNTOLD };
  return { kind: "unavailable" };
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
