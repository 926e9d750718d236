import fc from "fast-check";
import { expect, test } from "vitest";
import { type SseItem, SseParser } from "./parse-sse.ts";

function parse(pieces: readonly string[]): SseItem[] {
  const items: SseItem[] = [];
  const parser = new SseParser((item) => items.push(item));
  for (const piece of pieces) parser.push(piece);
  return items;
}

const STREAM =
  'retry: 1000\n: connected at 41\n\nid: 41\nevent: action.executed\ndata: {"seq":41}\n\n: 2026-11-21T08:00:00.000Z\n\nid: 42\r\ndata:a\r\ndata: b\r\n\r\n';

const ITEMS: SseItem[] = [
  { type: "comment", text: "connected at 41" },
  { type: "event", id: "41", data: '{"seq":41}' },
  { type: "comment", text: "2026-11-21T08:00:00.000Z" },
  { type: "event", id: "42", data: "a\nb" },
];

test("events, heartbeats and both line ends", () => {
  expect(parse([STREAM])).toEqual(ITEMS);
});

test("the same in any pieces", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: STREAM.length }), { maxLength: 12 }), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), STREAM.length];
      expect(parse(at.slice(1).map((end, i) => STREAM.slice(at[i], end)))).toEqual(ITEMS);
    }),
  );
});

test("an unfinished event is not given", () => {
  expect(parse(["id: 7\ndata: half"])).toEqual([]);
});
