import { expect, test } from "vitest";
import { compressed } from "./compressed.ts";

const TEXT = JSON.stringify(Array.from({ length: 200 }, (_, n) => ({ id: n, name: "release-bot" })));
const answer = (type: string, headers = {}) => new Response(TEXT, { headers: { "content-type": type, ...headers } });
const offered = { accepted: "gzip, deflate, br", length: String(TEXT.length) };

test("compresses texts, which decode to the same text", async () => {
  for (const type of ["application/json", "application/problem+json; charset=utf-8", "text/csv; charset=utf-8; header=present"]) {
    const sent = compressed(answer(type, { etag: '"a"' }), offered);
    expect([sent.headers.get("content-encoding"), sent.headers.get("etag"), sent.headers.get("vary")]).toEqual([
      "gzip",
      'W/"a"',
      "accept-encoding",
    ]);
    const bytes = await sent.clone().arrayBuffer();
    expect(bytes.byteLength).toBeLessThan(TEXT.length / 4);
    expect(await new Response(sent.body?.pipeThrough(new DecompressionStream("gzip"))).text()).toBe(TEXT);
  }
});

test.each([
  ["an event stream", answer("text/event-stream; charset=utf-8"), offered],
  ["an archive", answer("application/zip"), offered],
  ["a short text", answer("application/json"), { ...offered, length: "900" }],
  ["a text for a client that accepts no gzip", answer("application/json"), { ...offered, accepted: "br, gzip;q=0" }],
  ["a text for a client that names no encoding", answer("application/json"), { ...offered, accepted: null }],
])("leaves %s as it is", async (_, response, negotiation) => {
  const sent = compressed(response, negotiation);
  expect(sent.headers.get("content-encoding")).toBeNull();
  expect(await sent.text()).toBe(TEXT);
});

test("sends the beginning of a long text before its end is there", async () => {
  let end = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(TEXT));
      end = () => controller.close();
    },
  });
  const sent = compressed(new Response(body, { headers: { "content-type": "application/x-ndjson" } }), {
    accepted: "gzip;q=0.5",
    length: null,
  });
  const reader = (sent.body as ReadableStream<Uint8Array>).getReader();
  expect((await reader.read()).value?.length).toBeGreaterThan(0);
  end();
});
