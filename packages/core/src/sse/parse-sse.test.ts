import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SseItem, SseParser } from "./parse-sse.ts";

const utf8 = new TextEncoder();

function parse(...pieces: (string | Uint8Array)[]): SseItem[] {
  const items: SseItem[] = [];
  const parser = new SseParser((item) => items.push(item));
  for (const piece of pieces) parser.push(typeof piece === "string" ? utf8.encode(piece) : piece);
  return items;
}

const event = (data: string, id = "", name = "message"): SseItem => ({ type: "event", id, name, data });
const comment = (text: string): SseItem => ({ type: "comment", text });

describe("the rules of text/event-stream", () => {
  it.each<[string, string, SseItem[]]>([
    ["the standard's first example", "data: This is the first message.\n\n", [event("This is the first message.")]],
    ["several lines of data", "data: YHOO\ndata: +2\ndata: 10\n\n", [event("YHOO\n+2\n10")]],
    [
      "the standard's example with comments and ids",
      ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
      [comment("test stream"), event("first event", "1"), event("second event", ""), event(" third event", "")],
    ],
    ["the standard's example of empty data", "data\n\ndata\ndata\n\ndata:", [event(""), event("\n")]],
    ["one space after the colon is not data", "data:test\n\ndata: test\n\n", [event("test"), event("test")]],
    ["carriage returns", "data: a\rdata: b\r\r", [event("a\nb")]],
    ["carriage returns with line feeds", "data: a\r\ndata: b\r\n\r\n", [event("a\nb")]],
    ["a mixture of line ends", "data: a\rdata: b\ndata: c\r\n\n", [event("a\nb\nc")]],
    ["an empty line after a carriage return", "data: a\r\n\rdata: b\n\r\n", [event("a"), event("b")]],
    ["one byte order mark at the start", "\ufeffdata: a\n\n", [event("a")]],
    ["a second byte order mark is part of the field's name", "\ufeff\ufeffdata: a\n\n", []],
    ["a byte order mark later on is text", "data: \ufeffa\n\n", [event("\ufeffa")]],
    ["a name, for one event only", "event: gap\ndata: a\n\ndata: b\n\n", [event("a", "", "gap"), event("b")]],
    ["the last of two names", "event: a\nevent: b\ndata: x\n\n", [event("x", "", "b")]],
    ["an id is kept", "id: 7\ndata: a\n\ndata: b\n\n", [event("a", "7"), event("b", "7")]],
    ["an id with a null character is ignored", "id: 7\ndata: a\n\nid: 8\0\ndata: b\n\n", [event("a", "7"), event("b", "7")]],
    ["an empty id replaces", "id: 7\ndata: a\n\nid:\ndata: b\n\n", [event("a", "7"), event("b", "")]],
    ["an id without data moves the cursor", "id: 7\n\n: beat\nid: 7\n\n", [{ type: "cursor", id: "7" }, comment("beat")]],
    ["a name without data is nothing", "event: gap\n\ndata: a\n\n", [event("a")]],
    ["retry in digits only", "retry: 1500\nretry: 1.5\nretry: -1\nretry:\n\n", [{ type: "retry", ms: 1500 }]],
    ["unknown fields and wrong case", "Data: a\ndatax: b\n data: c\nfoo\n\n", []],
    ["colons inside", "data: a: b:c\n\n", [event("a: b:c")]],
    ["a comment without a space", ":beat\n:\n", [comment("beat"), comment("")]],
    ["an event without its end", "id: 7\ndata: half\n", []],
    ["blank lines only", "\n\r\n\r\r\n", []],
  ])("%s", (_, text, items) => {
    expect(parse(text)).toEqual(items);
  });

  it("bytes that are not UTF-8 become replacement characters", () => {
    expect(parse("data: a", Uint8Array.of(0xff), "b\n\n")).toEqual([event("a\ufffdb")]);
  });

  it("emits an event at its carriage return, without waiting for more", () => {
    expect(parse("data: a\r\r")).toEqual([event("a")]);
    expect(parse("data: a\r", "\n", "\r", "\n", "data: b\n\n")).toEqual([event("a"), event("b")]);
  });

  it("refuses an endless event", () => {
    const line = new Uint8Array(1 << 20).fill(0x61);
    expect(() => parse("data: ", ...Array.from({ length: 9 }, () => line))).toThrow(RangeError);
    expect(() => parse(...Array.from({ length: 9 }, () => ["data: ", line, "\n"]).flat())).toThrow(RangeError);
  });
});

describe("in chunks of any size", () => {
  const STREAM = utf8.encode(
    "\ufeffretry: 1000\r\n: connected at 41\rid: 40\n\nid: 41\revent: action.executed\r\ndata: Ä€😀\ndata:\u2028\r\r\n\rid: 4\0\ndata:a\r\ndata: b\r\n\r\nid: 42\r\n\r\ndata: half",
  );
  const ITEMS = parse(STREAM);

  it("gives the same items as in one chunk", () => {
    expect(ITEMS).toEqual([
      { type: "retry", ms: 1000 },
      comment("connected at 41"),
      { type: "cursor", id: "40" },
      event("Ä€😀\n\u2028", "41", "action.executed"),
      event("a\nb", "41"),
      { type: "cursor", id: "42" },
    ]);
    expect(parse(...[...STREAM].map((byte) => Uint8Array.of(byte)))).toEqual(ITEMS);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: STREAM.length }), { maxLength: 16 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), STREAM.length];
        expect(parse(...at.slice(1).map((end, i) => STREAM.slice(at[i], end)))).toEqual(ITEMS);
      }),
    );
  });

  it("never throws for input that is not an event stream", () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 64 })), (pieces) => void parse(...pieces)));
  });

  it("is fast for many short lines in one chunk", () => {
    const text = "data: x\n\n".repeat(100_000);
    const start = performance.now();
    expect(parse(text)).toHaveLength(100_000);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
