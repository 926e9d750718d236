import { type NextRequest, NextResponse } from "next/server";
import { webEnv } from "./lib/env.ts";
import { contentSecurityPolicy } from "./lib/proxy/content-security-policy.ts";
import { PATH_HEADER } from "./lib/session/path-header.ts";
import { readSession } from "./lib/session/read-session.ts";

/** Pages that need no session. */
const OPEN_PAGES = new Set(["/sign-in", "/sign-up", "/invite"]);

/**
 * Handles every page request: sets a nonce-based content security policy and redirects signed-out people to sign-in. This is never
 * the only check: pages ask the API who is signed in, and the API checks the session on each request.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname, search } = request.nextUrl;
  const secure = webEnv().consoleUrl.protocol === "https:";
  const policy = contentSecurityPolicy({
    nonce: crypto.randomUUID(),
    secure,
    development: process.env.NODE_ENV === "development",
  });
  if (!OPEN_PAGES.has(pathname) && !(await readSession(request.headers.get("cookie")))) {
    const signIn = new URL("/sign-in", request.nextUrl);
    if (pathname !== "/") signIn.searchParams.set("callbackUrl", pathname + search);
    return withPolicy(NextResponse.redirect(signIn), policy);
  }
  const headers = new Headers(request.headers);
  headers.set(PATH_HEADER, pathname + search);
  headers.set("content-security-policy", policy);
  return withPolicy(NextResponse.next({ request: { headers } }), policy);
}

function withPolicy(response: NextResponse, policy: string): NextResponse {
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = {
  matcher: ["/((?!api/|_next/static/|_next/image|icon.svg|apple-icon.png|icons/|manifest.webmanifest|service-worker.js|favicon.ico).*)"],
};
