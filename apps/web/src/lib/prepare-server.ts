import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { webEnv } from "./env.ts";
import { PEER_HEADER } from "./proxy/client-ip.ts";

/** Exits if the environment is incomplete, and records the peer address of each connection. */
export function prepareServer(): void {
  try {
    webEnv();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
  // Next hides the socket and trusts X-Forwarded-For, which any browser can send. This overwrites our own header before Next sees
  // the request.
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[PEER_HEADER] = request.socket.remoteAddress ?? "";
  });
}
