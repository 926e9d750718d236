import pg from "pg";

export interface NotificationOptions {
  readonly url: string;
  readonly channel: string;
  readonly onPayload: (payload: string) => void;
  /** Called after a reconnect. Payloads sent meanwhile are lost. */
  readonly onReconnected: () => void;
  readonly onError: (error: unknown) => void;
}

export interface Notifications {
  /** Sends without waiting. The payload is dropped while there is no connection. */
  notify(payload: string): void;
  isConnected(): boolean;
  close(): Promise<void>;
}

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2_000;
const LAST_WORDS_MS = 500;

/** Listens on one channel and reconnects until closed. */
export function openNotifications(options: NotificationOptions): Notifications {
  let client: pg.Client | null = null;
  let closed = false;
  let retry: NodeJS.Timeout | null = null;
  /** The last send, settled on success or failure. */
  let sent: Promise<unknown> = Promise.resolve();

  async function connect(isReconnect: boolean, delay: number): Promise<void> {
    const fresh = new pg.Client({
      connectionString: options.url,
      application_name: "agentlattice-bus",
      keepAlive: true,
      pipeline: true,
      connectionTimeoutMillis: 3_000,
    });
    fresh.on("error", (error) => {
      options.onError(error);
      lost(fresh);
    });
    fresh.on("end", () => lost(fresh));
    fresh.on("notification", ({ payload }) => payload && options.onPayload(payload));
    try {
      await fresh.connect();
      await fresh.query(`LISTEN ${options.channel}`);
    } catch (error) {
      options.onError(error);
      await fresh.end().catch(() => {});
      return schedule(Math.min(delay * 2, LAST_RETRY_MS));
    }
    if (closed) return fresh.end();
    client = fresh;
    if (isReconnect) options.onReconnected();
  }

  function lost(broken: pg.Client): void {
    if (client !== broken) return;
    client = null;
    schedule(FIRST_RETRY_MS);
  }

  function schedule(delay: number): void {
    if (!closed) retry = setTimeout(() => void connect(true, delay), delay).unref();
  }

  void connect(false, FIRST_RETRY_MS);
  return {
    notify(payload) {
      if (client) sent = client.query("SELECT pg_notify($1, $2)", [options.channel, payload]).catch(options.onError);
    },
    isConnected: () => client !== null,
    async close() {
      closed = true;
      if (retry) clearTimeout(retry);
      // Ending the connection during a statement would drop the statement.
      await Promise.race([sent, new Promise((resume) => setTimeout(resume, LAST_WORDS_MS).unref())]);
      await client?.end();
    },
  };
}
