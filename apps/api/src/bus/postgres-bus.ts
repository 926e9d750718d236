import { randomUUID } from "node:crypto";
import { openNotifications } from "@agentlattice/db";
import type { Bus, Hint } from "./bus.ts";
import { decodeHints, encodeHints } from "./hint-codec.ts";
import { HintOutbox } from "./hint-outbox.ts";

const CHANNEL = "al_bus";

/** LISTEN and NOTIFY on one connection. Needs nothing beside Postgres. */
export function postgresBus(url: string, onError: (error: unknown) => void): Bus {
  const self = randomUUID();
  const listeners: ((hint: Hint | null) => void)[] = [];
  const tell = (hint: Hint | null) => listeners.forEach((listener) => listener(hint));
  const notifications = openNotifications({
    url,
    channel: CHANNEL,
    onPayload: (payload) => decodeHints(self, payload).forEach(tell),
    onReconnected: () => tell(null),
    onError,
  });
  const outbox = new HintOutbox((hints) => notifications.notify(encodeHints(self, hints)));
  return {
    send: (hint) => outbox.put(hint),
    listen: (onHint) => void listeners.push(onHint),
    close() {
      outbox.flush();
      return notifications.close();
    },
  };
}
