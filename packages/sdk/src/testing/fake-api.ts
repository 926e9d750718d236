import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** A scripted answer: `hang` never answers, `drop` closes the connection, `cut` closes it during the body, and `stream` writes freely. */
export type Reply =
  | "hang"
  | "drop"
  | "cut"
  | { stream: (response: ServerResponse) => void }
  | { status?: number; body?: unknown; raw?: string | Buffer; headers?: Record<string, string> };
type Handler = (request: FakeRequest, count: number) => Reply | Promise<Reply>;

/** A real HTTP server with scripted answers. */
export class FakeApi {
  readonly requests: FakeRequest[] = [];
  #handler: Handler;
  #server: Server | null = null;
  #port = 0;

  private constructor(handler: Handler) {
    this.#handler = handler;
  }

  static async start(handler: Handler): Promise<FakeApi> {
    const api = new FakeApi(handler);
    await api.up();
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  on(handler: Handler): void {
    this.#handler = handler;
  }

  /** Starts the server on the same port as before. */
  async up(): Promise<void> {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      const seen = {
        method: request.method ?? "",
        path: request.url ?? "",
        headers: request.headers,
        body: text === "" ? undefined : JSON.parse(text),
      };
      this.requests.push(seen);
      answer(response, await this.#handler(seen, this.requests.length));
    });
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Stops the server like a crash: closes all connections. */
  async down(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }
}

function answer(response: ServerResponse, reply: Reply): void {
  if (reply === "hang") return;
  if (reply === "drop") return void response.destroy();
  if (reply === "cut") {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"status": "exec', () => response.destroy());
    return;
  }
  if ("stream" in reply) {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    response.flushHeaders();
    reply.stream(response);
    return;
  }
  const { status = 200, body, raw, headers } = reply;
  const type = status >= 400 ? "application/problem+json" : "application/json";
  response.writeHead(status, { "content-type": type, ...headers });
  response.end(raw ?? (body === undefined ? "" : JSON.stringify(body)));
}
