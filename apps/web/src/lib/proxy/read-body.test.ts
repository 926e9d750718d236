import { expect, test } from "vitest";
import { readBody } from "./read-body.ts";

const bytes = (count: number) => new Uint8Array(count).fill(0x20);
const request = (body: BodyInit, headers: Record<string, string> = {}) =>
  new Request("http://console.test/api/v1/policies", { method: "POST", body, headers, ...{ duplex: "half" } });

/** An endless body in chunks of 10 bytes. `taken` counts the chunks that were read. */
function endless() {
  const counter = { taken: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      counter.taken++;
      controller.enqueue(bytes(10));
    },
    cancel() {
      counter.cancelled = true;
    },
  });
  return { stream, counter };
}

test("a body is read up to the limit", async () => {
  expect(await readBody(request(bytes(100)), 100)).toHaveLength(100);
  expect(await readBody(request(bytes(101)), 100)).toBeNull();
  expect(await readBody(new Request("http://console.test/"), 100)).toHaveLength(0);
});

test("a declared length above the limit is refused without reading the body", async () => {
  const { stream, counter } = endless();
  expect(await readBody(request(stream, { "content-length": "101" }), 100)).toBeNull();
  expect(counter.taken).toBeLessThanOrEqual(1);
});

test("a body without a length is cancelled once it exceeds the limit", async () => {
  const { stream, counter } = endless();
  expect(await readBody(request(stream), 100)).toBeNull();
  expect(counter.taken).toBeLessThan(14);
  expect(counter.cancelled).toBe(true);
});
