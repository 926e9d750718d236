import { createHash, createHmac } from "node:crypto";
import { Redis } from "ioredis";
import type { OpenTransport } from "./bus.ts";

const CONNECT_TIMEOUT_MS = 3_000;
const COMMAND_TIMEOUT_MS = 3_000;
/** Interval of pings, which detect a dead connection. */
const PING_EVERY_MS = 10_000;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2_000;

export interface RedisBusOptions {
  /** URL with redis:// or rediss://, and user, password and database number if needed. */
  readonly url: string;
  /** Separates deployments with different key-encryption keys on a shared Redis. */
  readonly kek: Uint8Array;
}

/** Transports payloads with PUBLISH and SUBSCRIBE, which store nothing. */
export function redisTransport({ url, kek }: RedisBusOptions): OpenTransport {
  const channel = `agentlattice:bus:${createHmac("sha256", kek).update("al/bus/v1").digest("hex").slice(0, 16)}`;
  return ({ onPayload, onReconnected, onError }) => {
    const publisher = connect(url, "agentlattice-bus-send");
    const subscriber = connect(url, "agentlattice-bus-hear");
    let listening = false;
    let missed = false;
    let closed = false;
    let identity: string | null = null;
    const isConnected = () => !closed && listening && publisher.status === "ready";
    const fail = (error: unknown) => closed || onError(error);

    for (const redis of [publisher, subscriber]) {
      redis.on("error", fail);
      redis.on("close", () => {
        missed = true;
      });
    }
    subscriber.on("close", () => {
      listening = false;
    });
    subscriber.on("message", (_channel: string, payload: string) => onPayload(payload));
    // The transport subscribes itself instead of the driver, so that it knows when a reconnect is complete.
    subscriber.on("ready", () => {
      const subscribed = subscriber.subscribe(channel).then(() => {
        listening = true;
        notifyWhenBack();
      });
      subscribed.catch((error) => {
        fail(error);
        subscriber.disconnect(!closed);
      });
    });
    publisher.on("ready", () => {
      void identify();
      notifyWhenBack();
    });
    /** Two URLs may name the same server, so its own id is compared. A server that does not state it is named by the URL. */
    async function identify(): Promise<void> {
      const info = await publisher.info("server").catch(() => "");
      const id = /^run_id:([0-9a-f]+)/m.exec(info)?.[1] ?? url;
      identity = `redis:${createHash("sha256").update(id).digest("hex").slice(0, 12)}`;
    }
    function notifyWhenBack(): void {
      if (!missed || !isConnected()) return;
      missed = false;
      onReconnected();
    }
    const pings = setInterval(() => {
      for (const redis of [publisher, subscriber]) if (redis.status === "ready") redis.ping().catch(() => redis.disconnect(true));
    }, PING_EVERY_MS).unref();

    return {
      notify: (payload) => void publisher.publish(channel, payload).catch(fail),
      isConnected,
      identity: () => identity,
      async close() {
        closed = true;
        clearInterval(pings);
        await publisher.quit().catch(() => publisher.disconnect());
        subscriber.disconnect();
      },
    };
  };
}

function connect(url: string, connectionName: string): Redis {
  return new Redis(url, {
    connectionName,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    // A delayed hint is useless, so it is dropped.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(FIRST_RETRY_MS * 2 ** (times - 1), LAST_RETRY_MS),
  });
}
