import type { SessionView } from "@agentlattice/contract";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { askApi } from "../api/server-api.ts";
import { PATH_HEADER } from "./path-header.ts";
import { readSession } from "./read-session.ts";

export interface ConsoleSession {
  readonly apiToken: string;
  readonly view: SessionView;
}

/** Who is signed in, as the API says now; once per request. `null`: the API is not answering. Signed out: leaves for /sign-in. */
export const requireSession = cache(async (): Promise<ConsoleSession | null> => {
  const given = await headers();
  const session = await readSession(given.get("cookie"));
  const signIn = (reason: string) => redirect(`/sign-in?${new URLSearchParams({ reason, callbackUrl: given.get(PATH_HEADER) ?? "/" })}`);
  if (!session) return signIn("signed-out");
  const answer = await askApi(session.api_token, (api) => api.getSession());
  if (answer.ok) return { apiToken: session.api_token, view: answer.value };
  return answer.status === 401 ? signIn("expired") : null;
});
