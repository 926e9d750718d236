import { request } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

let api: TestApi;
let served: ServedApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
});
afterAll(async () => {
  await served.close();
  await api.close();
});

/** Reads the bytes of an answer as they were sent, until `enough` says so. */
function read(path: string, headers: Record<string, string>, enough: (bytes: Buffer) => boolean = () => false) {
  return new Promise<{ encoding: string | undefined; vary: string | undefined; bytes: Buffer }>((resolve, reject) => {
    const sent = request(`${served.url}/api/v1/${path}`, { headers: { authorization: `Bearer ${org.owner}`, ...headers } }, (answer) => {
      let bytes = Buffer.alloc(0);
      const done = () => {
        sent.destroy();
        resolve({ encoding: answer.headers["content-encoding"], vary: answer.headers.vary, bytes });
      };
      answer.on("data", (chunk: Buffer) => {
        bytes = Buffer.concat([bytes, chunk]);
        if (enough(bytes)) done();
      });
      answer.on("end", done);
    });
    sent.on("error", reject);
    sent.end();
  });
}

test("a read is compressed when the client accepts it, and is the same text", async () => {
  const plain = await read("openapi.json", {});
  expect([plain.encoding, plain.vary]).toEqual([undefined, "Accept-Encoding"]);
  const packed = await read("openapi.json", { "accept-encoding": "gzip, deflate, br" });
  expect([packed.encoding, packed.vary]).toEqual(["gzip", "Accept-Encoding"]);
  expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 4);
  expect(gunzipSync(packed.bytes).toString()).toBe(plain.bytes.toString());
  for (const refused of ["identity", "gzip;q=0", "br"])
    expect((await read("members", { "accept-encoding": refused })).encoding).toBeUndefined();
  expect((await read("audit/export?format=ndjson", { "accept-encoding": "gzip" })).encoding).toBe("gzip");
});

test("an event stream is neither compressed nor held back", async () => {
  const accepted = { "accept-encoding": "gzip", accept: "text/event-stream" };
  const reading = read("events/stream", accepted, (bytes) => bytes.includes("agent.changed"));
  await new Promise((resolve) => setTimeout(resolve, 300));
  await org.post("agents", { name: "streamed", capabilities: ["*"] });
  const { encoding, bytes } = await reading;
  expect(encoding).toBeUndefined();
  expect(bytes.toString()).toContain("event: agent.changed");
});

test("a waiting read and an answer to a change are sent as they are", async () => {
  const waiting = await read("approvals/apr_01h455vb4pex5vsknk084sn02q", { "accept-encoding": "gzip", prefer: "wait=1" });
  expect(waiting.encoding).toBeUndefined();
  const made = await fetch(`${served.url}/api/v1/agents`, {
    method: "POST",
    headers: { authorization: `Bearer ${org.owner}`, "content-type": "application/json", "accept-encoding": "gzip" },
    body: JSON.stringify({ name: "plain", capabilities: ["*"] }),
  });
  expect([made.status, made.headers.get("content-encoding")]).toEqual([201, null]);
});
