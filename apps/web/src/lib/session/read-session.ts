import type { Role } from "@agentlattice/contract";
import { NextRequest } from "next/server";
import { getToken } from "next-auth/jwt";
import { webEnv } from "../env.ts";
import { sessionCookie } from "./session-cookie.ts";

/** The content of the encrypted cookie. INVARIANT: `api_token` is read on the server only. */
export interface SessionToken {
  readonly api_token: string;
  readonly user_id: string;
  readonly user_name: string;
  readonly user_email: string;
  readonly org_id: string;
  readonly org_name: string;
  readonly role: Role;
  /** Expiry time, RFC 3339. */
  readonly expires_at: string;
}

declare module "next-auth/jwt" {
  interface JWT extends SessionToken {}
}

/** Reads the session from a Cookie header, or returns null. The API decides on every request whether it is still valid. */
export async function readSession(cookieHeader: string | null): Promise<SessionToken | null> {
  const env = webEnv();
  const cookie = sessionCookie(env.consoleUrl);
  // getToken also reads Authorization, so it receives only the cookies.
  const req = new NextRequest(env.consoleUrl, { headers: { cookie: cookieHeader ?? "" } });
  const token = await getToken({ req, secret: env.sessionSecret, cookieName: cookie.name, secureCookie: cookie.options.secure });
  return token && Date.parse(token.expires_at) > Date.now() ? token : null;
}
