import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { type EgressOptions, openEgress } from "./egress-client.ts";
import { isPublicAddress } from "./vet-address.ts";

test.each([
  ["93.184.216.34", true],
  ["2606:2800:220:1:248:1893:25c8:1946", true],
  ["127.0.0.1", false],
  ["127.255.255.254", false],
  ["0.0.0.0", false],
  ["10.1.2.3", false],
  ["172.16.0.1", false],
  ["192.168.0.1", false],
  ["169.254.169.254", false],
  ["100.64.0.1", false],
  ["224.0.0.1", false],
  ["240.0.0.1", false],
  ["255.255.255.255", false],
  ["198.18.0.1", false],
  ["::", false],
  ["::1", false],
  ["::ffff:127.0.0.1", false],
  ["::ffff:93.184.216.34", false],
  ["::ffff:7f00:1", false],
  ["::127.0.0.1", false],
  ["::7f00:1", false],
  ["::93.184.216.34", false],
  ["4000::1", false],
  ["64:ff9b::7f00:1", false],
  ["64:ff9b::169.254.169.254", false],
  ["64:ff9b:1::1", false],
  ["2002:7f00:1::", false],
  ["2001:0:53aa:64c::", false],
  ["fe80::1", false],
  ["fc00::1", false],
  ["fd00:ec2::254", false],
  ["ff02::1", false],
  ["not an address", false],
])("%s is public: %s", (address, expected) => expect(isPublicAddress(address)).toBe(expected));

let server: Server;
let port: number;
let hits = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    hits += 1;
    if (request.url === "/redirect") response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
    else if (request.url === "/large") response.end("x".repeat(1024 * 1024));
    else if (request.url === "/endless") sendForever(response);
    else if (request.url === "/slow") request.resume();
    else if (request.url?.startsWith("/after/"))
      response.writeHead(429, { "retry-after": decodeURIComponent(request.url.slice("/after/".length)) }).end();
    else response.writeHead(200, { "retry-after": "7" }).end("ok");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((done) => server.close(done));
});

/** Sends a body that never ends, and counts what the client took. */
function sendForever(response: ServerResponse): void {
  const part = Buffer.alloc(64 * 1024);
  const send = () => {
    while (!response.destroyed && response.write(part)) sent += part.length;
    sent += part.length;
  };
  response.on("drain", send);
  send();
}
let sent = 0;

const post = async (url: string, { readsBody = true, ...options }: Partial<EgressOptions> & { readsBody?: boolean } = {}) => {
  const egress = openEgress({ allow: "", timeoutMs: 2_000, ...options });
  return egress.post({ url: new URL(url), headers: {}, body: "{}", readsBody }).finally(() => egress.close());
};

describe("the egress client", () => {
  const after = async (value: string) => {
    const url = `http://127.0.0.1:${port}/after/${encodeURIComponent(value)}`;
    return (await post(url, { allow: `127.0.0.1:${port}` })).retryAfter;
  };

  it("reads Retry-After as seconds and as a date", async () => {
    expect(await after("30")).toBe(30);
    const inAnHour = await after(new Date(Date.now() + 3_600_000).toUTCString());
    expect(inAnHour).toBeGreaterThan(0);
    expect(inAnHour).toBeLessThanOrEqual(3_600);
    for (const none of ["-5", "0", "soon", "Sun, 06 Nov 1994 08:49:37 GMT", "Never GMT"]) expect(await after(none), none).toBeNull();
  });

  it("connects to a private target only when it is listed with its port", async () => {
    await expect(post(`http://127.0.0.1:${port}/`, { allow: `127.0.0.1:${port}` })).resolves.toEqual({
      status: 200,
      text: "ok",
      retryAfter: 7,
    });
    for (const allow of ["", "127.0.0.1", `127.0.0.1:${port + 1}`, `localhost:${port}`])
      await expect(post(`http://127.0.0.1:${port}/`, { allow })).rejects.toMatchObject({ code: "EGRESS_REFUSED" });
  });

  it.each([
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://169.254.169.254/latest/meta-data/",
    "http://93.184.216.34/",
  ])("refuses %s before it connects", async (url) => {
    await expect(post(url)).rejects.toMatchObject({ code: "EGRESS_REFUSED" });
  });

  it("checks the address of each connection, so that a name cannot change after the check", async () => {
    const answers = ["93.184.216.34", "127.0.0.1"];
    const resolve = async () => [{ address: answers.shift() as string, family: 4 }];
    const egress = openEgress({ allow: "", resolve, timeoutMs: 2_000 });
    const url = new URL(`https://rebinding.test:${port}/`);
    const before = hits;
    await egress.vet(url);
    await expect(egress.post({ url, headers: {}, body: "{}" })).rejects.toMatchObject({ code: "EGRESS_REFUSED" });
    expect(hits).toBe(before);
    await egress.close();
  });

  it("refuses a name when one of its addresses is private", async () => {
    const resolve = async () => [
      { address: "93.184.216.34", family: 4 },
      { address: "10.0.0.1", family: 4 },
    ];
    await expect(post("https://mixed.test/", { resolve })).rejects.toMatchObject({ code: "EGRESS_REFUSED" });
  });

  it("reports a name that does not resolve, and a closed port", async () => {
    const resolve = () => Promise.reject(new Error("no such name"));
    await expect(post("https://nowhere.test/", { resolve })).rejects.toMatchObject({ code: "NAME_NOT_RESOLVED" });
    await expect(post("http://127.0.0.1:1/", { allow: "127.0.0.1:1" })).rejects.toMatchObject({ code: "CONNECTION_FAILED" });
  });

  it("takes the status as the response when the body is not read, and ends the connection of a long body", async () => {
    const before = performance.now();
    await expect(post(`http://127.0.0.1:${port}/endless`, { allow: `127.0.0.1:${port}`, readsBody: false })).resolves.toMatchObject({
      status: 200,
    });
    expect(performance.now() - before).toBeLessThan(1_500);
    expect(sent).toBeLessThan(16 * 1024 * 1024);
  });

  it("follows no redirect, and limits the size and the time of a response", async () => {
    const allow = `127.0.0.1:${port}`;
    await expect(post(`http://${allow}/redirect`, { allow })).resolves.toMatchObject({ status: 302 });
    await expect(post(`http://${allow}/large`, { allow })).rejects.toMatchObject({ code: "RESPONSE_TOO_LARGE" });
    await expect(post(`http://${allow}/large`, { allow, readsBody: false })).resolves.toMatchObject({ status: 200, text: "" });
    await expect(post(`http://${allow}/slow`, { allow, timeoutMs: 50 })).rejects.toMatchObject({ code: "TIMEOUT" });
  });
});
