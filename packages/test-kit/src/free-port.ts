import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:net";

/** Linux takes the ports of outgoing connections from 32768 on. One of them could use a port before the program for which it was chosen. */
const LOWEST = 10_000;
const END = 32_768;

/** Returns a currently unused port. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port as number;
}

/** Returns distinct unused ports: all are open at once, so that none is chosen twice. */
export async function freePorts(count: number): Promise<number[]> {
  const opened = await Promise.all(Array.from({ length: count }, openOne));
  await Promise.all(opened.map(({ server }) => once(server.close(), "close")));
  return opened.map(({ port }) => port);
}

async function openOne(): Promise<{ server: Server; port: number }> {
  const port = randomInt(LOWEST, END);
  const server = createServer();
  try {
    await once(server.listen(port, "127.0.0.1"), "listening");
    return { server, port };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return openOne();
  }
}
