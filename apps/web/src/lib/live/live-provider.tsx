"use client";

import type { AuditEvent } from "@agentlattice/contract";
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "#lib/api/api-error.ts";
import { openStream } from "#lib/api/browser-api.ts";
import { useServerClock } from "#lib/clock/clock-provider.tsx";
import { followStream, type StreamPosition } from "./follow-stream.ts";
import { refetchShown } from "./refetch.ts";
import { refreshAfter } from "./refresh-after.ts";

type LiveStatus = "connecting" | "live" | "stale";
type OnEvent = (event: AuditEvent) => void;

interface Live {
  readonly status: LiveStatus;
  /** Server time of the last received data, in milliseconds. */
  readonly lastUpdate: number | null;
  readonly subscribe: (listener: OnEvent) => () => void;
}

const LiveContext = createContext<Live | null>(null);

const HEARTBEAT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** A hidden tab closes its connection after this long, because browsers allow six connections per host over HTTP/1.1. */
const HIDDEN_MS = 60_000;

/**
 * Provides the live stream of the console. Its events refresh the queries on screen.
 * @param lastEventId the last entry before the page was made. No query of the page is older, so that the stream misses nothing
 */
export function LiveProvider({ lastEventId, children }: { lastEventId: string | null; children: ReactNode }) {
  const queries = useQueryClient();
  const clock = useServerClock();
  const listeners = useRef(new Set<OnEvent>());
  const lastActivity = useRef<number | null>(null);
  const [position] = useState<StreamPosition>({ lastEventId });
  const [state, setState] = useState<{ status: LiveStatus; lastUpdate: number | null }>({ status: "connecting", lastUpdate: null });
  const isAwake = useAwake();

  useEffect(() => {
    if (!isAwake) return;
    const stop = new AbortController();
    const refresh = refreshAfter(queries);
    const recordActivity = () => (lastActivity.current = clock.now());
    void followStream({
      position,
      open: (lastEventId, signal) => openStream("/events/stream", { lastEventId, signal }),
      onOpen: (isResumed) => {
        recordActivity();
        setState({ status: "live", lastUpdate: clock.now() });
        if (!isResumed) refetchShown(queries);
        // The stream repeats entries, but not changes of presence.
        else refresh.presenceLater();
      },
      onItem: (item) => {
        recordActivity();
        if (item.type === "comment") {
          // A heartbeat contains the server's time; other comments do not.
          if (HEARTBEAT.test(item.text)) clock.sync(Date.parse(item.text));
          return;
        }
        if (item.type !== "event") return;
        if (item.name === "gap") {
          // Some entries will not be delivered, so every query on screen may be outdated.
          refetchShown(queries);
          return;
        }
        if (item.name === "presence.changed") {
          refresh.presence();
          return;
        }
        const event = JSON.parse(item.data) as AuditEvent;
        clock.sync(Date.parse(event.timestamp));
        refresh.event(event);
        for (const listener of listeners.current) listener(event);
      },
      onStale: () => setState({ status: "stale", lastUpdate: lastActivity.current }),
      isTooOld: (error) => error instanceof ApiError && error.code === "CURSOR_EXPIRED",
      signal: stop.signal,
    });
    return () => {
      stop.abort();
      refresh.stop();
    };
  }, [isAwake, clock, queries, position]);

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

/** Returns false once the tab has been hidden for a while, and true as soon as it is visible again. */
function useAwake(): boolean {
  const [isAwake, setIsAwake] = useState(true);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onVisibility = () => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(() => setIsAwake(false), HIDDEN_MS);
      else setIsAwake(true);
    };
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onVisibility);
    };
  }, []);
  return isAwake;
}

export function useLive(): Live {
  const value = use(LiveContext);
  if (!value) throw new Error("LiveProvider is missing");
  return value;
}

/** Calls a function with every live entry. */
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
