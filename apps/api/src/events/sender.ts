const HIGH_WATER_BYTES = 256 * 1024;
const PIECE_BYTES = 32 * 1024;

/** The writing end of a stream with backpressure. */
export interface Sender {
  readonly stream: ReadableStream<Uint8Array>;
  /** True when the reader accepts more data. */
  readonly ready: boolean;
  /** Time since which written data is unread, by performance.now(); null when all was read. */
  readonly waitingSince: number | null;
  write(text: string): void;
  /** Resolves to true when the reader accepts more data, and to false when the stream is closed. */
  drained(): Promise<boolean>;
  /** Ends the stream after the written data was read. */
  close(): void;
  /** Called once when the stream ends for any reason. */
  onClose(listener: () => void): void;
}

interface Waiting {
  readonly bytes: Uint8Array;
  /** Time of writing, by performance.now(). */
  readonly at: number;
}

/** Creates a stream that buffers written data until its reader pulls it. */
export function createSender(): Sender {
  const encoder = new TextEncoder();
  const listeners: (() => void)[] = [];
  const queue: Waiting[] = [];
  let queued = 0;
  const waiting: (() => void)[] = [];
  let open = true;
  let asked = false;
  let controller: ReadableStreamDefaultController<Uint8Array>;
  const ended = () => {
    open = false;
    for (const resolve of waiting.splice(0)) resolve();
    for (const listener of listeners.splice(0)) listener();
  };
  /** Passes buffered data to the reader, oldest first, when it pulls. */
  const hand = () => {
    if (asked && queue.length > 0) {
      asked = false;
      const piece = takePiece(queue);
      queued -= piece.length;
      controller.enqueue(piece);
      if (queued < HIGH_WATER_BYTES) for (const resolve of waiting.splice(0)) resolve();
    }
    if (!open && queue.length === 0) controller.close();
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      start(started) {
        controller = started;
      },
      pull() {
        asked = true;
        hand();
      },
      cancel() {
        queue.length = 0;
        if (open) ended();
      },
    },
    { highWaterMark: 0 },
  );
  const isReady = () => open && queued < HIGH_WATER_BYTES;
  return {
    stream,
    get ready() {
      return isReady();
    },
    get waitingSince() {
      return queue[0]?.at ?? null;
    },
    write(text) {
      if (!open) return;
      const bytes = encoder.encode(text);
      queued += bytes.length;
      queue.push({ bytes, at: performance.now() });
      hand();
    },
    async drained() {
      while (open && !isReady()) await new Promise<void>((resolve) => waiting.push(resolve));
      return open;
    },
    close() {
      if (!open) return;
      ended();
      hand();
    },
    onClose: (listener) => void listeners.push(listener),
  };
}

/** Removes and joins the oldest chunks of a queue, as long as they are small. */
function takePiece(queue: Waiting[]): Uint8Array {
  let bytes = 0;
  let count = 0;
  for (const next of queue) {
    if (count > 0 && bytes + next.bytes.length > PIECE_BYTES) break;
    bytes += next.bytes.length;
    count++;
  }
  return Buffer.concat(queue.splice(0, count).map((waiting) => waiting.bytes));
}
