import { createHmac } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { verifyCallback } from "./verify-callback.ts";

const KEY = Buffer.from("a signing key of this test");
const SECRET = `whsec_${KEY.toString("base64")}`;
const BODY = JSON.stringify({
  type: "approval.decided",
  timestamp: "2026-11-22T08:00:00.000Z",
  data: { approval_id: "apr_1", status: "approved" },
});
const now = () => Math.floor(Date.now() / 1_000);
const sign = (id: string, at: number, body: string, key = KEY) =>
  `v1,${createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64")}`;
const headersOf = (at = now(), body = BODY, key = KEY) => ({
  "webhook-id": "msg_1",
  "webhook-timestamp": String(at),
  "webhook-signature": sign("msg_1", at, body, key),
});
const request = (headers: Record<string, string>, body = BODY) => new Request("https://agent.test/", { method: "POST", headers, body });

afterEach(() => vi.unstubAllEnvs());

describe("verifyCallback", () => {
  it("returns the content of a signed message, from a request or from headers and raw body", async () => {
    const expected = { messageId: "msg_1", type: "approval.decided", approvalId: "apr_1", status: "approved" };
    expect(await verifyCallback(request(headersOf()), { secret: SECRET })).toMatchObject(expected);
    expect(await verifyCallback({ headers: headersOf(), body: Buffer.from(BODY) }, { secret: SECRET })).toMatchObject(expected);
    vi.stubEnv("AL_WEBHOOK_SECRET", SECRET);
    expect(await verifyCallback({ headers: new Headers(headersOf()), body: BODY })).toMatchObject(expected);
  });

  it("accepts any of several signatures, as during a rotation", async () => {
    const headers = headersOf();
    const both = { ...headers, "webhook-signature": `v1,${Buffer.alloc(32).toString("base64")} ${headers["webhook-signature"]} v2,x` };
    expect(await verifyCallback(request(both), { secret: SECRET })).toMatchObject({ messageId: "msg_1" });
  });

  it.each<[string, () => Promise<unknown>]>([
    ["another body", () => verifyCallback(request(headersOf(), BODY.replace("approved", "denied")), { secret: SECRET })],
    ["another id", () => verifyCallback(request({ ...headersOf(), "webhook-id": "msg_2" }), { secret: SECRET })],
    ["another key", () => verifyCallback(request(headersOf(now(), BODY, Buffer.from("x"))), { secret: SECRET })],
    ["an old message", () => verifyCallback(request(headersOf(now() - 301)), { secret: SECRET })],
    ["a message from the future", () => verifyCallback(request(headersOf(now() + 301)), { secret: SECRET })],
    ["no signature", () => verifyCallback(request({ ...headersOf(), "webhook-signature": "v1," }), { secret: SECRET })],
    ["a missing header", () => verifyCallback({ headers: {}, body: BODY }, { secret: SECRET })],
    ["a body that is no message", () => verifyCallback(request(headersOf(now(), "[]"), "[]"), { secret: SECRET })],
  ])("refuses %s", async (_, verify) => {
    await expect(verify()).rejects.toMatchObject({ code: "CALLBACK_INVALID" });
  });

  it("asks for the secret and for the raw body", async () => {
    await expect(verifyCallback(request(headersOf()))).rejects.toMatchObject({ code: "INVALID_OPTION" });
    const parsed = { headers: headersOf(), body: JSON.parse(BODY) as string };
    await expect(verifyCallback(parsed, { secret: SECRET })).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });
});
