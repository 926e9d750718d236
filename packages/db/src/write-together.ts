import type pg from "pg";

/** Holds back what is written to a connection in this turn: pipelined statements leave in one system call instead of one each. */
export function writeTogether(client: pg.ClientBase): void {
  const { stream } = (client as unknown as { readonly connection: pg.Connection }).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
}
