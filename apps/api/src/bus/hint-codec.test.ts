import { expect, test } from "vitest";
import { decodeHints, encodeHints } from "./hint-codec.ts";

const org = "01900000-0000-7000-8000-000000000001";
const hints = [
  { kind: "head", org, size: 3 },
  { kind: "config", org, version: 2 },
  { kind: "approval", org, id: org },
  { kind: "key", org, id: org },
  { kind: "presence", org, id: org },
  { kind: "closing", org },
] as const;

test("hints are decoded as they were sent", () => {
  expect(decodeHints("me", encodeHints("you", hints, 7))).toEqual({ hints, sentAt: 7 });
});

test("hints of the process itself are ignored", () => {
  expect(decodeHints("me", encodeHints("me", hints, 7)).hints).toEqual([]);
});

test.each([
  "",
  "{",
  "null",
  "[]",
  "{}",
  '{"from":"x","at":1,"hints":3}',
  `{"from":"x","hints":[{"kind":"head","org":"${org}","size":1}]}`,
  '{"from":"x","at":1,"hints":[{"kind":"head","org":"x","size":1},{"kind":"config","org":"y"},null,1]}',
])("a forged payload is ignored: %s", (payload) => {
  expect(decodeHints("me", payload).hints).toEqual([]);
});

test("a message fits into a NOTIFY", () => {
  const many = Array.from({ length: 40 }, () => ({ kind: "head" as const, org, size: Number.MAX_SAFE_INTEGER }));
  expect(encodeHints("01900000-0000-7000-8000-000000000001", many, Date.now()).length).toBeLessThan(8_000);
});
