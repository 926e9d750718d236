import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { clientAddress } from "./client-address.ts";

const SECRET = "0123456789abcdef";

async function addressOf(
  socket: string | undefined,
  headers: Record<string, string> = {},
  secret: string | undefined = SECRET,
): Promise<string> {
  const app = new Hono().get("/", (c) => c.text(clientAddress(c, secret)));
  const response = await app.request(
    "/",
    { headers },
    socket === undefined ? undefined : { incoming: { socket: { remoteAddress: socket } } },
  );
  return response.text();
}

describe("the address by which attempts are counted", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002::1", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ])("%s is %s", async (socket, expected) => {
    expect(await addressOf(socket)).toBe(expected);
  });

  it.each([
    ["beside the secret", { "x-al-client-ip": "198.51.100.1", "x-al-proxy-secret": SECRET }, SECRET, "198.51.100.1"],
    ["without the secret", { "x-al-client-ip": "198.51.100.1" }, SECRET, "203.0.113.7"],
    ["beside another secret", { "x-al-client-ip": "198.51.100.1", "x-al-proxy-secret": "wrong" }, SECRET, "203.0.113.7"],
    ["when no secret is set", { "x-al-client-ip": "198.51.100.1", "x-al-proxy-secret": "" }, undefined, "203.0.113.7"],
    ["that is no address", { "x-al-client-ip": "a'; DROP", "x-al-proxy-secret": SECRET }, SECRET, "203.0.113.7"],
  ])("a forwarded address %s", async (_, headers, secret, expected) => {
    expect(await addressOf("203.0.113.7", headers as Record<string, string>, secret)).toBe(expected);
  });
});
