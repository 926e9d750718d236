import type { AuthOptions, SessionView } from "@agentlattice/contract";
import { headers } from "next/headers";
import { cache } from "react";
import { readApi } from "../api/server-api.ts";
import { readSession } from "./read-session.ts";

/** Returns the signed-in person on pages that are open to everyone, or null. The API confirms that the session is still valid. */
export const readView = cache(async (): Promise<SessionView | null> => {
  const session = await readSession((await headers()).get("cookie"));
  if (!session) return null;
  const answer = await readApi(session.api_token, (api) => api.getSession());
  return answer.ok ? answer.value : null;
});

/** Returns the sign-in options of this installation, or null if the API is unreachable. */
export const readAuthOptions = cache(async (): Promise<AuthOptions | null> => {
  const answer = await readApi(null, (api) => api.getAuthOptions());
  return answer.ok ? answer.value : null;
});
