import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { webEnv } from "./env.ts";
import { PEER_HEADER } from "./proxy/client-ip.ts";

/** Refuses to serve without a complete environment, and notes who is at the other end of each connection. */
export function prepareServer(): void {
  try {
    webEnv();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
  // Next hides the socket and believes X-Forwarded-For, which a browser can send itself. This overwrites whatever came
  // under our own name before Next sees the request.
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[PEER_HEADER] = request.socket.remoteAddress ?? "";
  });
}
