/**
 * An item of a server-sent event stream. An event without a name has `name: "message"`. A `cursor` is a block with an id and no data, from
 * which the stream can resume. Comments are included, because heartbeats are comments.
 */
export type SseItem =
  | { readonly type: "event"; readonly id: string; readonly name: string; readonly data: string }
  | { readonly type: "cursor"; readonly id: string }
  | { readonly type: "comment"; readonly text: string }
  | { readonly type: "retry"; readonly ms: number };

const LINE_END = /[\r\n]/g;

/** Maximum size of an event, so that an endless line cannot fill the memory. */
const MAX_EVENT_CHARS = 8 * 1024 * 1024;

/**
 * Parses `text/event-stream` (WHATWG HTML §9.2.6) in chunks of any size. Lines end in CR LF, LF or CR, also when split between chunks. A
 * byte order mark is skipped; invalid UTF-8 becomes U+FFFD. An event that the stream does not finish is dropped. The id belongs to the
 * stream: it stays until another one, possibly empty, replaces it.
 */
export class SseParser {
  readonly #onItem: (item: SseItem) => void;
  readonly #decoder = new TextDecoder();
  #rest = "";
  #skipLineFeed = false;
  #data: string[] = [];
  #size = 0;
  #name = "";
  #id = "";
  #givenId = "";

  constructor(onItem: (item: SseItem) => void) {
    this.#onItem = onItem;
  }

  /** @throws RangeError when one event is larger than 8 Mi characters */
  push(bytes: Uint8Array): void {
    const piece = this.#decoder.decode(bytes, { stream: true });
    const text = this.#rest + piece;
    // The kept text contains no line end, so the search starts after it.
    LINE_END.lastIndex = this.#rest.length;
    let start = 0;
    if (this.#skipLineFeed && piece !== "") {
      // After a carriage return nothing was kept, so its line feed would come first.
      this.#skipLineFeed = false;
      if (text.startsWith("\n")) start = LINE_END.lastIndex = 1;
    }
    for (let found = LINE_END.exec(text); found; found = LINE_END.exec(text)) {
      this.#line(text.slice(start, found.index));
      start = found.index + 1;
      if (found[0] === "\r") {
        if (start === text.length) this.#skipLineFeed = true;
        else if (text[start] === "\n") start += 1;
      }
      LINE_END.lastIndex = start;
    }
    this.#rest = text.slice(start);
    this.#limit(this.#rest.length);
  }

  #line(line: string): void {
    const colon = line.indexOf(":");
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (line === "") this.#dispatch();
    else if (colon === 0) this.#onItem({ type: "comment", text: value });
    else this.#field(colon < 0 ? line : line.slice(0, colon), value);
  }

  #field(field: string, value: string): void {
    if (field === "event") this.#name = value;
    else if (field === "data") {
      this.#limit(value.length);
      this.#data.push(value);
      this.#size += value.length + 1;
    } else if (field === "id" && !value.includes("\0")) this.#id = value;
    else if (field === "retry" && /^[0-9]{1,9}$/.test(value)) this.#onItem({ type: "retry", ms: Number(value) });
  }

  #dispatch(): void {
    const [id, name, data] = [this.#id, this.#name, this.#data];
    this.#name = "";
    this.#data = [];
    this.#size = 0;
    const moved = id !== this.#givenId;
    this.#givenId = id;
    if (data.length > 0) this.#onItem({ type: "event", id, name: name || "message", data: data.join("\n") });
    else if (moved) this.#onItem({ type: "cursor", id });
  }

  #limit(more: number): void {
    if (this.#size + more > MAX_EVENT_CHARS) throw new RangeError(`An event is larger than ${MAX_EVENT_CHARS} characters.`);
  }
}
