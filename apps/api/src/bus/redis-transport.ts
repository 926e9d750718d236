import { createHmac } from "node:crypto";
import { Redis } from "ioredis";
import type { OpenTransport } from "./bus.ts";

const CONNECT_TIMEOUT_MS = 3_000;
const COMMAND_TIMEOUT_MS = 3_000;
/** How soon a connection that is dead without saying so is noticed. */
const PING_EVERY_MS = 10_000;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2_000;

export interface RedisBusOptions {
  /** redis:// or rediss://, with user, password and database number where needed. */
  readonly url: string;
  /** Deployments with another key-encryption key do not hear each other on a shared Redis. */
  readonly kek: Uint8Array;
}

/** PUBLISH and SUBSCRIBE: nothing is stored, and what is sent while nobody listens is gone. */
export function redisTransport({ url, kek }: RedisBusOptions): OpenTransport {
  const channel = `agentlattice:bus:${createHmac("sha256", kek).update("al/bus/v1").digest("hex").slice(0, 16)}`;
  return ({ onPayload, onReconnected, onError }) => {
    const publisher = connect(url, "agentlattice-bus-send");
    const subscriber = connect(url, "agentlattice-bus-hear");
    let listening = false;
    let missed = false;
    let closed = false;
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
    // Subscribing is ours, not the driver's, so that we know when it is done again.
    subscriber.on("ready", () => {
      const subscribed = subscriber.subscribe(channel).then(() => {
        listening = true;
        tellWhenBack();
      });
      subscribed.catch((error) => {
        fail(error);
        subscriber.disconnect(!closed);
      });
    });
    publisher.on("ready", tellWhenBack);
    function tellWhenBack(): void {
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
    // A hint that cannot go now is worth nothing later.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(FIRST_RETRY_MS * 2 ** (times - 1), LAST_RETRY_MS),
  });
}
