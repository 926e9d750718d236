import { maxBodyBytes } from "@agentlattice/contract";
import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { problemResponse } from "#lib/proxy/problem-response.ts";
import { readBody } from "#lib/proxy/read-body.ts";
import { authOptions } from "#lib/session/auth-options.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

// The options are made per request because they read the environment, which a build does not have.
const handle = (request: NextRequest, context: Context): Promise<Response> => NextAuth(request, context, authOptions());

/** Anybody may send this, and next-auth parses whatever comes. */
async function handleBody(request: NextRequest, context: Context): Promise<Response> {
  const body = await readBody(request, maxBodyBytes({ access: "public" }));
  if (body === null) return problemResponse("PAYLOAD_TOO_LARGE", "The body is too large to sign in with.", null);
  const { url, method, headers } = request;
  return handle(new NextRequest(url, { method, headers, body }), context);
}

export { handle as GET, handleBody as POST };
