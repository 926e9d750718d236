import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../testing/api-fixture.ts";

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

describe.each(["/docs", "/api/v1/docs"])("the API reference at %s", (path) => {
  it("loads only resources of its own origin under its content security policy", async () => {
    const { status, headers, text } = await api.call("GET", path);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toMatch(/^text\/html/);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe/);
    expect(text).not.toMatch(/https?:\/\//);
    const scripts = [...text.matchAll(/<script src="([^"]+)"/g)].map(([, source]) => source as string);
    expect(scripts).toHaveLength(2);
    for (const source of scripts) {
      expect(source.startsWith(path)).toBe(true);
      expect((await api.call("GET", source)).headers.get("content-type")).toMatch(/^text\/javascript/);
    }
  });

  it("serves its script compressed to clients that accept it, and 304 to clients that have it", async () => {
    const plain = await api.call("GET", `${path}/api-reference.js`);
    expect(plain.text.length).toBeGreaterThan(1_000_000);
    const packed = await api.app.request(`${path}/api-reference.js`, { headers: { "accept-encoding": "br, gzip" } });
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    expect(gunzipSync(Buffer.from(await packed.arrayBuffer())).toString()).toBe(plain.text);
    const again = await api.call("GET", `${path}/api-reference.js`, { headers: { "if-none-match": plain.headers.get("etag") ?? "" } });
    expect([again.status, again.text]).toEqual([304, ""]);
  });
});
