import { type SseItem, SseParser } from "@agentlattice/core/sse";

/** The API sends a heartbeat every 15 s; two missed ones and a little are silence. */
export const SILENCE_MS = 32_000;
const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000] as const;

export interface FollowOptions {
  /** Opens the stream from an id on. */
  readonly open: (lastEventId: string | null, signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;
  readonly onItem: (item: SseItem) => void;
  /** Called on each connection; `again` when it is not the first. */
  readonly onOpen: (again: boolean) => void;
  /** Called when there is certainly no stream: a second attempt failed, or nothing was heard for too long. */
  readonly onStale: () => void;
  /** Whether an error means that this id is too old to resume from. */
  readonly isTooOld: (error: unknown) => boolean;
  readonly signal: AbortSignal;
}

/** Follows the live stream until the signal: resumes where it was, waits longer after each failure, notices silence. */
export async function followStream(options: FollowOptions): Promise<void> {
  let lastEventId: string | null = null;
  let opened = false;
  for (let failures = 0; !options.signal.aborted; ) {
    try {
      await readOnce({
        ...options,
        lastEventId,
        onOpen: () => {
          options.onOpen(opened);
          opened = true;
          failures = 0;
        },
        onItem: (item) => {
          if ((item.type === "event" || item.type === "cursor") && item.id !== "") lastEventId = item.id;
          options.onItem(item);
        },
      });
    } catch (error) {
      if (options.isTooOld(error)) lastEventId = null;
    }
    if (options.signal.aborted) return;
    failures += 1;
    if (failures > 1 || !opened) options.onStale();
    const wait = RETRY_MS[Math.min(failures, RETRY_MS.length) - 1] ?? 0;
    await pause(wait * (0.75 + Math.random() / 2), options.signal);
  }
}

type Once = Omit<FollowOptions, "onOpen"> & { readonly lastEventId: string | null; readonly onOpen: () => void };

async function readOnce({ open, onItem, onOpen, onStale, lastEventId, signal }: Once): Promise<void> {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      onStale();
      silence.abort();
    }, SILENCE_MS);
  };
  heard();
  try {
    const body = await open(lastEventId, AbortSignal.any([signal, silence.signal]));
    onOpen();
    const parser = new SseParser(onItem);
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
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
