const HIGH_WATER_BYTES = 256 * 1024;

/** The writing end of a stream that says when its reader has kept up. */
export interface Sender {
  readonly stream: ReadableStream<Uint8Array>;
  /** Whether the reader has room for more. */
  readonly ready: boolean;
  write(text: string): void;
  /** Resolves to `true` when the reader has room, to `false` when the stream is closed. */
  drained(): Promise<boolean>;
  /** Ends the stream; what was written is still read. */
  close(): void;
  /** Called once, however the stream ends. */
  onClose(listener: () => void): void;
}

export function createSender(): Sender {
  const encoder = new TextEncoder();
  const listeners: (() => void)[] = [];
  let waiting: (() => void)[] = [];
  let open = true;
  let controller: ReadableStreamDefaultController<Uint8Array>;
  const wake = () => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  const ended = () => {
    open = false;
    wake();
    for (const listener of listeners.splice(0)) listener();
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      start(started) {
        controller = started;
      },
      pull: wake,
      cancel: ended,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: HIGH_WATER_BYTES }),
  );
  const isReady = () => open && (controller.desiredSize ?? 0) > 0;
  return {
    stream,
    get ready() {
      return isReady();
    },
    write(text) {
      if (open) controller.enqueue(encoder.encode(text));
    },
    async drained() {
      while (open && !isReady()) await new Promise<void>((resolve) => waiting.push(resolve));
      return open;
    },
    close() {
      if (!open) return;
      ended();
      controller.close();
    },
    onClose: (listener) => void listeners.push(listener),
  };
}
