import { openNotifications } from "@agentlattice/db";
import type { OpenTransport } from "./bus.ts";

const CHANNEL = "al_bus";

/** LISTEN and NOTIFY on one connection. Needs nothing beside Postgres. */
export function postgresTransport(url: string): OpenTransport {
  return (events) => openNotifications({ url, channel: CHANNEL, ...events });
}
