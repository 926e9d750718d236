import type { AuthOptions, SessionView } from "@agentlattice/contract";
import { headers } from "next/headers";
import { cache } from "react";
import { askApi } from "../api/server-api.ts";
import { readSession } from "./read-session.ts";

/** Who is signed in, for pages that are open to everybody. Asked of the API: a cookie whose session has ended is nobody. */
export const readView = cache(async (): Promise<SessionView | null> => {
  const session = await readSession((await headers()).get("cookie"));
  if (!session) return null;
  const answer = await askApi(session.api_token, (api) => api.getSession());
  return answer.ok ? answer.value : null;
});

/** What this installation allows. `null`: the API is not answering. */
export const readAuthOptions = cache(async (): Promise<AuthOptions | null> => {
  const answer = await askApi(null, (api) => api.getAuthOptions());
  return answer.ok ? answer.value : null;
});
