import type pg from "pg";

type Stream = pg.Connection["stream"];

const buffered = new WeakSet<Stream>();

/** Buffers writes to a connection until the end of this event loop turn, so that pipelined statements need one system call. */
export function writeTogether(client: pg.ClientBase): void {
  const stream = streamOf(client);
  if (buffered.has(stream)) return;
  buffered.add(stream);
  stream.cork();
  process.nextTick(uncork, stream);
}

/** Flushes the buffered writes now, so that the server starts working during this turn. */
export function writeNow(client: pg.ClientBase): void {
  uncork(streamOf(client));
}

function uncork(stream: Stream): void {
  if (buffered.delete(stream)) stream.uncork();
}

function streamOf(client: pg.ClientBase): Stream {
  return (client as unknown as { readonly connection: pg.Connection }).connection.stream;
}
