import type { NextAuthOptions, User } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { webEnv } from "../env.ts";
import { askToSignIn, askToSignOut } from "./ask-api.ts";
import type { SessionToken } from "./read-session.ts";
import { sessionCookie } from "./session-cookie.ts";

/** API sessions last 12 hours at most; the API decides, this only bounds the cookie. */
const MAX_AGE_SECONDS = 12 * 3600;

declare module "next-auth" {
  interface User extends SessionToken {}
}

/** next-auth with one provider: the API's own sign-in. */
export function authOptions(): NextAuthOptions {
  const { consoleUrl, sessionSecret } = webEnv();
  return {
    secret: sessionSecret,
    session: { strategy: "jwt", maxAge: MAX_AGE_SECONDS },
    useSecureCookies: consoleUrl.protocol === "https:",
    cookies: { sessionToken: sessionCookie(consoleUrl) },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    providers: [
      Credentials({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: (credentials, request) =>
          signIn({
            email: credentials?.email ?? "",
            password: credentials?.password ?? "",
            headers: new Headers(plainHeaders(request.headers)),
          }),
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { ...sessionOf(user) } : token),
      // What /api/auth/session tells scripts. INVARIANT: the API token is not part of it.
      session: ({ token }) => ({
        user: { id: token.user_id, name: token.user_name, email: token.user_email },
        org: { id: token.org_id, name: token.org_name },
        role: token.role,
        expires: token.expires_at,
      }),
    },
    events: { signOut: ({ token }) => askToSignOut(token.api_token) },
  };
}

async function signIn(input: { email: string; password: string; headers: Headers }): Promise<User> {
  const result = await askToSignIn(input);
  const membership = result.memberships.find(({ org_id }) => org_id === result.org_id);
  return {
    id: result.user.id,
    api_token: result.token,
    user_id: result.user.id,
    user_name: result.user.name,
    user_email: result.user.email,
    org_id: result.org_id,
    org_name: membership?.org_name ?? "",
    role: result.role,
    expires_at: result.expires_at,
  };
}

function sessionOf(user: User): SessionToken {
  const { api_token, user_id, user_name, user_email, org_id, org_name, role, expires_at } = user;
  return { api_token, user_id, user_name, user_email, org_id, org_name, role, expires_at };
}

/** next-auth hands headers over as a plain object whose values may be missing. */
function plainHeaders(headers: Record<string, unknown> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
