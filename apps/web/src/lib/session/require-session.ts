import type { SessionView } from "@agentlattice/contract";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { readApi } from "../api/server-api.ts";
import { PATH_HEADER } from "./path-header.ts";
import { readSession } from "./read-session.ts";

export interface ConsoleSession {
  readonly apiToken: string;
  readonly view: SessionView;
}

/**
 * Returns the signed-in person as confirmed by the API, once per request, or null if the API is unreachable. Redirects signed-out
 * people to /sign-in.
 */
export const requireSession = cache(async (): Promise<ConsoleSession | null> => {
  const given = await headers();
  const session = await readSession(given.get("cookie"));
  const signIn = (reason: string) => redirect(`/sign-in?${new URLSearchParams({ reason, callbackUrl: given.get(PATH_HEADER) ?? "/" })}`);
  if (!session) return signIn("signed-out");
  const answer = await readApi(session.api_token, (api) => api.getSession());
  if (answer.ok) return { apiToken: session.api_token, view: answer.value };
  return answer.status === 401 ? signIn("expired") : null;
});
