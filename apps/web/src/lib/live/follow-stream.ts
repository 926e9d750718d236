import { type SseItem, SseParser } from "@agentlattice/core/sse";

/** The API sends a heartbeat every 15 s. The stream counts as silent after two missed heartbeats and a margin. */
export const SILENCE_MS = 32_000;
const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000] as const;

/** The position in the stream up to which a page knows the entries; null when it is unknown. */
export interface StreamPosition {
  lastEventId: string | null;
}

export interface FollowOptions {
  /** Is kept up to date, so that a later stream continues from it. */
  readonly position: StreamPosition;
  /** Opens the stream after the given event id. */
  readonly open: (lastEventId: string | null, signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;
  readonly onItem: (item: SseItem) => void;
  /** Called on each connection. `isResumed` is false when entries before it may have been missed. */
  readonly onOpen: (isResumed: boolean) => void;
  /** Called when the stream is lost: a second attempt failed, or no data arrived for SILENCE_MS. */
  readonly onStale: () => void;
  /** Returns true if the error means that this event id is too old to resume from. */
  readonly isTooOld: (error: unknown) => boolean;
  readonly signal: AbortSignal;
}

/** Follows the live stream until the signal aborts. Resumes after the last event, backs off after each failure and detects silence. */
export async function followStream(options: FollowOptions): Promise<void> {
  const { position } = options;
  let opened = false;
  for (let failures = 0; !options.signal.aborted; ) {
    try {
      await readOnce({
        ...options,
        onOpen: (isResumed) => {
          options.onOpen(isResumed);
          opened = true;
          failures = 0;
        },
        onItem: (item) => {
          if ((item.type === "event" || item.type === "cursor") && item.id !== "") position.lastEventId = item.id;
          options.onItem(item);
        },
      });
    } catch (error) {
      if (options.isTooOld(error)) position.lastEventId = null;
    }
    if (options.signal.aborted) return;
    failures += 1;
    if (failures > 1 || !opened) options.onStale();
    const delay = RETRY_MS[Math.min(failures, RETRY_MS.length) - 1] ?? 0;
    await pause(delay * (0.75 + Math.random() / 2), options.signal);
  }
}

async function readOnce({ open, onItem, onOpen, onStale, position, signal }: FollowOptions): Promise<void> {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const resetTimer = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      onStale();
      silence.abort();
    }, SILENCE_MS);
  };
  resetTimer();
  try {
    const { lastEventId } = position;
    const body = await open(lastEventId, AbortSignal.any([signal, silence.signal]));
    onOpen(lastEventId !== null);
    const parser = new SseParser(onItem);
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      resetTimer();
      parser.push(value);
    }
  } finally {
    clearTimeout(timer);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener("abort", end, { once: true });
  });
}
