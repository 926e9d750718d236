import { randomUUID } from "node:crypto";
import type { Log } from "../http/log.ts";
import type { Bus, BusObserver, Hint, OpenTransport } from "./bus.ts";
import { decodeHints, encodeHints } from "./hint-codec.ts";
import { HintOutbox } from "./hint-outbox.ts";

export interface BusOptions {
  readonly log: Log;
  /** The clock of this process, ms since the epoch. */
  readonly now: () => number;
  readonly observer: BusObserver;
}

/** Opens a bus over a transport. It logs the start and the end of an outage once each. */
export function openBus(open: OpenTransport, { log, now, observer }: BusOptions): Bus {
  const self = randomUUID();
  const listeners: ((hint: Hint | null) => void)[] = [];
  const notify = (hint: Hint | null) => listeners.forEach((listener) => listener(hint));
  let isDown = false;

  const transport = open({
    onPayload(payload) {
      const { hints, sentAt } = decodeHints(self, payload);
      if (hints.length === 0) return;
      observer.received(hints, Math.max(0, now() - sentAt));
      hints.forEach(notify);
    },
    onReconnected() {
      if (isDown) log.info("the bus is connected again");
      isDown = false;
      notify(null);
    },
    onError(err) {
      if (!isDown) log.warn({ err }, "the bus is disconnected: changes of other processes arrive later, by polling");
      isDown = true;
    },
  });
  const outbox = new HintOutbox((hints) => {
    if (!transport.isConnected()) return;
    transport.notify(encodeHints(self, hints, now()));
    observer.sent(hints);
  });
  return {
    send: (hint) => outbox.put(hint),
    listen: (onHint) => void listeners.push(onHint),
    isConnected: () => transport.isConnected(),
    close() {
      outbox.flush();
      return transport.close();
    },
  };
}
