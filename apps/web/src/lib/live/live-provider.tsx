"use client";

import type { AuditEvent } from "@agentlattice/contract";
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "#lib/api/api-error.ts";
import { openStream } from "#lib/api/browser-api.ts";
import { useServerClock } from "#lib/clock/clock-provider.tsx";
import { followStream } from "./follow-stream.ts";
import { readAgain } from "./read-again.ts";
import { refreshAfter } from "./refresh-after.ts";

type LiveStatus = "connecting" | "live" | "stale";
type OnEvent = (event: AuditEvent) => void;

interface Live {
  readonly status: LiveStatus;
  /** Server time of the last sign of life, in milliseconds. */
  readonly lastUpdate: number | null;
  readonly subscribe: (listener: OnEvent) => () => void;
}

const LiveContext = createContext<Live | null>(null);

const HEARTBEAT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** A hidden tab gives its connection back after this long: browsers allow six to one host over HTTP/1.1. */
const HIDDEN_MS = 60_000;

/** One stream for the whole console. Everything on screen is refreshed by it, and distrusted without it. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const clock = useServerClock();
  const listeners = useRef(new Set<OnEvent>());
  const lastHeard = useRef<number | null>(null);
  const [state, setState] = useState<{ status: LiveStatus; lastUpdate: number | null }>({ status: "connecting", lastUpdate: null });
  const awake = useAwake();

  useEffect(() => {
    if (!awake) return;
    const stop = new AbortController();
    const refresh = refreshAfter(queries);
    const heard = () => (lastHeard.current = clock.now());
    void followStream({
      open: (lastEventId, signal) => openStream("/events/stream", { lastEventId, signal }),
      onOpen: () => {
        heard();
        setState({ status: "live", lastUpdate: clock.now() });
        // Also the first time: what happened between loading the page and following the stream is in neither.
        readAgain(queries);
      },
      onItem: (item) => {
        heard();
        if (item.type === "comment") {
          // A heartbeat is the server's time; other comments are not.
          if (HEARTBEAT.test(item.text)) clock.note(Date.parse(item.text));
          return;
        }
        if (item.type !== "event") return;
        if (item.name === "gap") {
          // Not every entry will be told of, so nothing on screen can be taken for current.
          readAgain(queries);
          return;
        }
        const event = JSON.parse(item.data) as AuditEvent;
        clock.note(Date.parse(event.timestamp));
        refresh.event(event);
        for (const tell of listeners.current) tell(event);
      },
      onStale: () => setState({ status: "stale", lastUpdate: lastHeard.current }),
      isTooOld: (error) => error instanceof ApiError && error.code === "CURSOR_EXPIRED",
      signal: stop.signal,
    });
    return () => {
      stop.abort();
      refresh.stop();
    };
  }, [awake, clock, queries]);

  const subscribe = useMemo(
    () => (listener: OnEvent) => {
      listeners.current.add(listener);
      return () => void listeners.current.delete(listener);
    },
    [],
  );
  const value = useMemo(() => ({ ...state, subscribe }), [state, subscribe]);
  return <LiveContext value={value}>{children}</LiveContext>;
}

/** False once the tab has been hidden for a while, true again as soon as it is looked at. */
function useAwake(): boolean {
  const [awake, setAwake] = useState(true);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(() => setAwake(false), HIDDEN_MS);
      else setAwake(true);
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return awake;
}

export function useLive(): Live {
  const value = use(LiveContext);
  if (!value) throw new Error("LiveProvider is missing");
  return value;
}

/** Calls back with every live entry. */
export function useLiveEvents(onEvent: OnEvent): void {
  const { subscribe } = useLive();
  const latest = useRef(onEvent);
  useEffect(() => {
    latest.current = onEvent;
  });
  useEffect(() => {
    return subscribe((event) => latest.current(event));
  }, [subscribe]);
}
