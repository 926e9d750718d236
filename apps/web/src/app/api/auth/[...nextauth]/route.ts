import { maxBodyBytes } from "@agentlattice/contract";
import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { problemResponse } from "#lib/proxy/problem-response.ts";
import { readBody } from "#lib/proxy/read-body.ts";
import { authOptions } from "#lib/session/auth-options.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

// The options are built per request because they read the environment, which is absent during a build.
const handle = (request: NextRequest, context: Context): Promise<Response> => NextAuth(request, context, authOptions());

/** Limits the body before next-auth parses it, because this endpoint needs no authentication. */
async function handleBody(request: NextRequest, context: Context): Promise<Response> {
  const body = await readBody(request, maxBodyBytes({ access: "public" }));
  if (body === null) return problemResponse("PAYLOAD_TOO_LARGE", "The body is too large to sign in with.", null);
  const { url, method, headers } = request;
  return handle(new NextRequest(url, { method, headers, body }), context);
}

export { handle as GET, handleBody as POST };
