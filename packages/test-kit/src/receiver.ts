import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";

export interface ReceivedMessage {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server of somebody else that receives messages. */
export interface Receiver {
  readonly url: string;
  /** `host:port`, for AL_EGRESS_ALLOW. */
  readonly target: string;
  /** Messages by arrival. */
  readonly messages: ReceivedMessage[];
  /** The status of the next responses, then 200 again. */
  readonly statuses: number[];
  /** While true, requests get no response. */
  silent: boolean;
  close(): Promise<void>;
}

/** Starts a receiver, on a free port by default. A request to `/hang` gets no response, one to `/large` a body of 200 MB. */
export async function startReceiver(port = 0): Promise<Receiver> {
  const messages: ReceivedMessage[] = [];
  const statuses: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      messages.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString("utf8") });
      if (request.url === "/large") Readable.from(largeBody()).pipe(response);
      else if (!receiver.silent && request.url !== "/hang")
        response.writeHead(statuses.shift() ?? 200, { location: "http://127.0.0.1:1/" }).end("ok");
    });
  });
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const receiver: Receiver = {
    url: `http://${target}`,
    target,
    messages,
    statuses,
    silent: false,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return receiver;
}

function* largeBody(): Generator<Buffer> {
  const part = Buffer.alloc(1_024 * 1_024);
  for (let n = 0; n < 200; n++) yield part;
}
