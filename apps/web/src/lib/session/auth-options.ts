import type { SignInResult } from "@agentlattice/contract";
import type { NextAuthOptions, User } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { webEnv } from "../env.ts";
import { endApiSession, requestSession } from "./api-session.ts";
import { callbackAddress } from "./callback-path.ts";
import { readSession, type SessionToken } from "./read-session.ts";
import { sessionCookie } from "./session-cookie.ts";
import { writeFailure } from "./sign-in-failure.ts";

/** Upper bound of the cookie's age. The API decides when a session ends, after 12 hours at most. */
const MAX_AGE_SECONDS = 12 * 3600;

declare module "next-auth" {
  interface User extends SessionToken {}
}

/**
 * Returns the next-auth options with three ways to open an API session: signing in, accepting an invitation and switching
 * organisations. INVARIANT: all of them run on the server, so no script in a page sees an API token.
 */
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
        authorize: (given, { headers }) => signIn(given?.email ?? "", given?.password ?? "", plainHeaders(headers)),
      }),
      Credentials({
        id: "invitation",
        credentials: { token: {}, name: {}, password: { type: "password" } },
        authorize: (given, { headers }) => acceptInvitation(given ?? {}, plainHeaders(headers)),
      }),
      Credentials({
        id: "organisation",
        credentials: { org_id: {} },
        authorize: (given, { headers }) => switchOrganisation(given?.org_id ?? "", plainHeaders(headers)),
      }),
    ],
    callbacks: {
      redirect: callbackAddress,
      jwt: ({ token, user }) => (user ? { ...sessionOf(user) } : token),
      // Defines the response of /api/auth/session. INVARIANT: it does not contain the API token.
      session: ({ token }) => ({
        user: { id: token.user_id, name: token.user_name, email: token.user_email },
        org: { id: token.org_id, name: token.org_name },
        role: token.role,
        expires: token.expires_at,
      }),
    },
    events: { signOut: ({ token }) => endApiSession(token.api_token) },
  };
}

async function signIn(email: string, password: string, headers: Headers): Promise<User> {
  return toUser(await requestSession({ path: "/auth/sign-in", body: { email, password }, headers }));
}

/** Accepts an invitation as the invited person if a password is given, and otherwise as the signed-in person. */
async function acceptInvitation(given: { token?: string; name?: string; password?: string }, headers: Headers): Promise<User> {
  const { token = "", name, password } = given;
  const body = { token, ...(name ? { name } : {}), ...(password ? { password } : {}) };
  if (password) return toUser(await requestSession({ path: "/invitations/accept", body, headers }));
  return replaceSession(headers, (apiToken) => requestSession({ path: "/invitations/accept", body, headers, apiToken }));
}

function switchOrganisation(orgId: string, headers: Headers): Promise<User> {
  return replaceSession(headers, (apiToken) => requestSession({ path: "/auth/switch", body: { org_id: orgId }, headers, apiToken }));
}

/** Replaces the current session with a new one and ends the old one. */
async function replaceSession(headers: Headers, open: (apiToken: string) => Promise<SignInResult>): Promise<User> {
  const before = await readSession(headers.get("cookie"));
  if (!before) throw new Error(writeFailure({ kind: "refused", code: "UNAUTHENTICATED" }));
  const result = await open(before.api_token);
  await endApiSession(before.api_token);
  return toUser(result);
}

function toUser(result: SignInResult): User {
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

/** Converts the plain header object of next-auth, whose values may be missing. */
function plainHeaders(headers: Record<string, unknown> | undefined): Headers {
  return new Headers(Object.entries(headers ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
