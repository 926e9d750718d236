import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface RoundRobin {
  readonly url: string;
  close(): Promise<void>;
}

/** A minimal load balancer: each request goes to the next address; unreachable addresses are skipped. */
export async function startRoundRobin(addresses: readonly string[]): Promise<RoundRobin> {
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const first = turn++;
    const order = addresses.map((_, index) => addresses[(first + index) % addresses.length] as string);
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => forward(order, incoming, outgoing, Buffer.concat(chunks)));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function forward([address, ...others]: readonly string[], incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer): void {
  if (address === undefined) {
    outgoing.writeHead(502, { "content-type": "text/plain" }).end("nobody is there");
    return;
  }
  const { connection: _, ...headers } = incoming.headers;
  const passed = request(`${address}${incoming.url}`, { method: incoming.method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
    answer.on("error", () => outgoing.destroy());
  });
  passed.on("error", (error: NodeJS.ErrnoException) => {
    // Retried only if the connection was refused. A later failure may have had an effect, so the client must decide.
    if (error.code === "ECONNREFUSED") forward(others, incoming, outgoing, body);
    else if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502, { "content-type": "text/plain" }).end("it went away");
  });
  outgoing.on("close", () => passed.destroy());
  passed.end(body);
}
