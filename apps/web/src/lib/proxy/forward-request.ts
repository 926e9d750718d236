import { maxBodyBytes } from "@agentlattice/contract";
import { webEnv } from "../env.ts";
import { readSession } from "../session/read-session.ts";
import { refuseMutation } from "./check-mutation.ts";
import { clientIp } from "./client-ip.ts";
import { requestHeaders, responseHeaders } from "./forward-headers.ts";
import { problemResponse } from "./problem-response.ts";
import { readBody } from "./read-body.ts";
import { isOpen, upstreamPath } from "./upstream-path.ts";

/** Forwards a person's request to the API once its body is complete, and streams the response back. Most paths need a session. */
export async function forwardRequest(request: Request): Promise<Response> {
  const requestId = request.headers.get("x-request-id");
  const url = new URL(request.url);
  const path = upstreamPath(url.pathname);
  if (!path)
    return problemResponse("NOT_FOUND", "The console forwards no such path. See the API reference for the paths that exist.", requestId);
  if (/^bearer /i.test(request.headers.get("authorization") ?? "")) {
    const detail = `This is the console's address, which takes no keys. Use the API's address instead: ${webEnv().publicApiUrl}.`;
    return problemResponse("UNAUTHENTICATED", detail, requestId);
  }
  const refusal = refuseMutation(request);
  if (refusal) return problemResponse(refusal.code, refusal.detail, requestId);
  const session = await readSession(request.headers.get("cookie"));
  if (!session && !isOpen(path)) return problemResponse("UNAUTHENTICATED", "Your session has ended. Sign in again.", requestId);

  const maxBytes = maxBodyBytes({ access: isOpen(path) ? "public" : "session" });
  const body = await readBody(request, maxBytes).catch(() => "incomplete" as const);
  if (body === null) return problemResponse("PAYLOAD_TOO_LARGE", `The body is larger than ${maxBytes} bytes. Send less data.`, requestId);
  if (body === "incomplete") return problemResponse("BODY_INCOMPLETE", "The body was incomplete. Send the request again.", requestId);

  const env = webEnv();
  const headers = requestHeaders(request.headers);
  // fetch decodes what the API has compressed, and Next compresses every answer for the browser.
  headers.set("accept-encoding", "identity");
  if (session) headers.set("authorization", `Bearer ${session.api_token}`);
  const ip = clientIp(request.headers, env.trustedHops);
  if (ip) {
    headers.set("x-al-client-ip", ip);
    headers.set("x-al-proxy-secret", env.proxySecret);
  }
  try {
    const answer = await fetch(env.apiUrl + path + url.search, {
      method: request.method,
      headers,
      ...(body.length > 0 ? { body } : {}),
      signal: request.signal,
      redirect: "manual",
      cache: "no-store",
    });
    return new Response(answer.body, { status: answer.status, headers: responseHeaders(answer.headers) });
  } catch {
    if (request.signal.aborted) return new Response(null, { status: 499 });
    return problemResponse("UPSTREAM_UNAVAILABLE", "The API cannot be reached. Try again in a moment.", requestId);
  }
}
