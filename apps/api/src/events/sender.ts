import type { OutgoingHttpHeaders, ServerResponse } from "node:http";

const HIGH_WATER_BYTES = 256 * 1024;

/**
 * The writing end of an event stream, with backpressure. It writes to the connection of a response, because a web stream needs 8 KB
 * more for each of thousands of connections. What is written before `start` is sent after it.
 */
export class Sender {
  readonly #outgoing: ServerResponse;
  #early: string[] | null = [];
  #isOpen: boolean;
  /** Times of the writes that the connection has not accepted, oldest first, by performance.now(). */
  readonly #unread: number[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #listeners: (() => void)[] = [];

  constructor(outgoing: ServerResponse) {
    this.#outgoing = outgoing;
    this.#isOpen = !outgoing.destroyed;
    outgoing.once("close", () => this.#ended());
    // An error of a connection is followed by its end.
    outgoing.on("error", () => this.#ended());
  }

  /** True when the reader accepts more data. */
  get ready(): boolean {
    return this.#isOpen && this.#outgoing.writableLength < HIGH_WATER_BYTES;
  }

  /** Time since which written data is unread, by performance.now(); null when all was read. */
  get waitingSince(): number | null {
    return this.#unread[0] ?? null;
  }

  /** Sends the head of the response. After it no problem can be answered. */
  start(headers: OutgoingHttpHeaders): void {
    const early = this.#early?.join("") ?? "";
    this.#early = null;
    if (!this.#isOpen) return;
    this.#outgoing.writeHead(200, headers);
    if (early === "") this.#outgoing.flushHeaders();
    else this.write(early);
  }

  write(text: string): void {
    if (this.#early) this.#early.push(text);
    else if (this.#isOpen && !this.#outgoing.destroyed) {
      this.#unread.push(performance.now());
      this.#outgoing.write(text, () => {
        this.#unread.shift();
        if (this.ready) this.#wake();
      });
    }
  }

  /** Resolves to true when the reader accepts more data, and to false when the stream is closed. */
  async drained(): Promise<boolean> {
    while (this.#isOpen && !this.ready) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.#isOpen;
  }

  /** Ends the stream after the written data was read. */
  close(): void {
    if (!this.#isOpen) return;
    if (!this.#early) this.#outgoing.end();
    this.#ended();
  }

  /** Breaks the connection without sending the remaining data. */
  destroy(): void {
    this.#outgoing.destroy();
    this.#ended();
  }

  /** Calls a listener once when the stream ends for any reason, at once when it has ended. */
  onClose(listener: () => void): void {
    if (this.#isOpen) this.#listeners.push(listener);
    else listener();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #ended(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#wake();
    for (const listener of this.#listeners.splice(0)) listener();
  }
}
