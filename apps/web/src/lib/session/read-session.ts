import type { Role } from "@agentlattice/contract";
import { NextRequest } from "next/server";
import { getToken } from "next-auth/jwt";
import { webEnv } from "../env.ts";
import { sessionCookie } from "./session-cookie.ts";

/** What the encrypted cookie holds. INVARIANT: `api_token` is read on the server only. */
export interface SessionToken {
  readonly api_token: string;
  readonly user_id: string;
  readonly user_name: string;
  readonly user_email: string;
  readonly org_id: string;
  readonly org_name: string;
  readonly role: Role;
  /** RFC 3339 */
  readonly expires_at: string;
}

declare module "next-auth/jwt" {
  interface JWT extends SessionToken {}
}

/** The session in a Cookie header, or `null`. Whether it still holds is for the API to say, on every request. */
export async function readSession(cookieHeader: string | null): Promise<SessionToken | null> {
  const env = webEnv();
  const cookie = sessionCookie(env.consoleUrl);
  // getToken also reads Authorization; it is handed nothing but the cookies.
  const req = new NextRequest(env.consoleUrl, { headers: { cookie: cookieHeader ?? "" } });
  const token = await getToken({ req, secret: env.sessionSecret, cookieName: cookie.name, secureCookie: cookie.options.secure });
  return token && Date.parse(token.expires_at) > Date.now() ? token : null;
}
