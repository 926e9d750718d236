"use client";

import { createContext, type ReactNode, use, useState, useSyncExternalStore } from "react";
import { createClock, type ServerClock } from "./create-clock.ts";

const ClockContext = createContext<{ readonly clock: ServerClock; readonly startMs: number } | null>(null);

const SECOND = 1_000;
export const MINUTE = 60_000;
const listeners = new Set<() => void>();
let ticker: ReturnType<typeof setInterval> | undefined;

/** Subscribes to the one timer that drives every countdown on the page. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  ticker ??= setInterval(() => listeners.forEach((listener) => listener()), SECOND / 4);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticker);
    ticker = undefined;
  };
}

export function ClockProvider({ serverTime, children }: { serverTime: string; children: ReactNode }) {
  const [value] = useState(() => ({ clock: createClock(Date.parse(serverTime), Date.now), startMs: Date.parse(serverTime) }));
  return <ClockContext value={value}>{children}</ClockContext>;
}

function useClockContext() {
  const value = use(ClockContext);
  if (!value) throw new Error("ClockProvider is missing");
  return value;
}

export function useServerClock(): ServerClock {
  return useClockContext().clock;
}

/** Returns the server's time in milliseconds, rounded down to steps, by default seconds. Rerenders at each step. */
export function useNow(step: number = SECOND): number {
  const { clock, startMs } = useClockContext();
  const whole = (ms: number) => Math.floor(ms / step) * step;
  return useSyncExternalStore(
    subscribe,
    () => whole(clock.now()),
    () => whole(startMs),
  );
}
