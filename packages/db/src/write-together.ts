import type pg from "pg";

type Stream = pg.Connection["stream"];

const held = new WeakSet<Stream>();

/** Holds back what is written to a connection in this turn: pipelined statements leave in one system call instead of one each. */
export function writeTogether(client: pg.ClientBase): void {
  const stream = streamOf(client);
  if (held.has(stream)) return;
  held.add(stream);
  stream.cork();
  process.nextTick(uncork, stream);
}

/** What was held back leaves now: the server works on it while this turn goes on. */
export function writeNow(client: pg.ClientBase): void {
  uncork(streamOf(client));
}

function uncork(stream: Stream): void {
  if (held.delete(stream)) stream.uncork();
}

function streamOf(client: pg.ClientBase): Stream {
  return (client as unknown as { readonly connection: pg.Connection }).connection.stream;
}
