import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "#lib/session/auth-options.ts";

// The options are made per request because they read the environment, which a build does not have.
const handle = (request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> =>
  NextAuth(request, context, authOptions());

export { handle as GET, handle as POST };
