import { openNotifications } from "@agentlattice/db";
import type { OpenTransport } from "./bus.ts";

const CHANNEL = "al_bus";

/** Transports payloads with LISTEN and NOTIFY on one connection. */
export function postgresTransport(url: string): OpenTransport {
  return (events) => ({ ...openNotifications({ url, channel: CHANNEL, ...events }), identity: () => "postgres" });
}
