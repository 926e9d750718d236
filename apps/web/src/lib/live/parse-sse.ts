/** What a stream of server-sent events consists of. Comments are given too: the API's heartbeats are comments. */
export type SseItem =
  | { readonly type: "event"; readonly id: string | null; readonly data: string }
  | { readonly type: "comment"; readonly text: string };

/** Parses text/event-stream (WHATWG HTML §9.2) as it arrives, in whatever pieces. Event names are not used here. */
export class SseParser {
  #rest = "";
  #data: string[] = [];
  #id: string | null = null;
  readonly #onItem: (item: SseItem) => void;

  constructor(onItem: (item: SseItem) => void) {
    this.#onItem = onItem;
  }

  push(text: string): void {
    this.#rest += text;
    for (;;) {
      const end = /\r\n|\n|\r(?!$)/.exec(this.#rest);
      if (!end) return;
      const line = this.#rest.slice(0, end.index);
      this.#rest = this.#rest.slice(end.index + end[0].length);
      this.#line(line);
    }
  }

  #line(line: string): void {
    if (line === "") this.#dispatch();
    else if (line.startsWith(":")) this.#onItem({ type: "comment", text: line.slice(1).trim() });
    else this.#field(line);
  }

  #field(line: string): void {
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.#data.push(value);
    if (field === "id" && !value.includes("\0")) this.#id = value;
  }

  #dispatch(): void {
    if (this.#data.length > 0) this.#onItem({ type: "event", id: this.#id, data: this.#data.join("\n") });
    this.#data = [];
  }
}
