import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { webEnv } from "./env.ts";
import { PEER_HEADER } from "./proxy/client-ip.ts";

/** Exits if the environment is incomplete, records the peer address of each connection, and lets Next compress the answers of the API. */
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
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    request.headers[PEER_HEADER] = request.socket.remoteAddress ?? "";
    storeAsTexts(response);
  });
}

/**
 * Stores a header with one value as a text. Next copies the headers of an answer of a route as lists, and its compression finds no content type
 * in a list.
 */
function storeAsTexts(response: ServerResponse): void {
  const set = response.setHeader.bind(response);
  response.setHeader = (name, value) => set(name, Array.isArray(value) && value.length === 1 ? String(value[0]) : value);
}
