import { Mutex } from "async-mutex";
import pg from "pg";
import type { Connections } from "./ledger-pool.ts";
import { CONNECT_TIMEOUT_MS } from "./share.ts";

export interface SingleConnection extends Connections {
  close(): Promise<void>;
}

/**
 * Opens one pipelined connection of role al_app outside the pools, for work that takes minutes. It connects with the first use and does not
 * reconnect: work fails once the connection is lost.
 */
export function openSingleConnection(url: string, queryTimeoutMs: number, onError: (error: Error) => void): SingleConnection {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: queryTimeoutMs,
    application_name: "agentlattice-backtest",
    pipeline: true,
  });
  client.on("error", onError);
  const turn = new Mutex();
  let connected: Promise<unknown> | null = null;
  return {
    use: (work) =>
      turn.runExclusive(async () => {
        connected ??= client.connect();
        await connected;
        return work(client);
      }),
    close: () => client.end(),
  };
}
