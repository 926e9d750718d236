import { expect, test } from "vitest";
import { requestHeaders, responseHeaders } from "./forward-headers.ts";

test("drops headers that a browser must not set", () => {
  const sent = new Headers({
    accept: "application/json",
    authorization: "Bearer stolen",
    cookie: "session=1",
    connection: "keep-alive",
    forwarded: "for=6.6.6.6",
    "x-forwarded-for": "6.6.6.6",
    "x-al-client-ip": "6.6.6.6",
    "x-al-proxy-secret": "guess",
    "x-al-delegation-id": "del_1",
    "accept-encoding": "br",
    "last-event-id": "41",
    prefer: "wait=25",
  });
  expect(Object.fromEntries(requestHeaders(sent))).toEqual({ accept: "application/json", "last-event-id": "41", prefer: "wait=25" });
});

test("drops cookies of the API and marks streams as no-transform", () => {
  const stream = responseHeaders(new Headers({ "content-type": "text/event-stream", "set-cookie": "a=b", "cache-control": "no-store" }));
  expect(Object.fromEntries(stream)).toEqual({
    "content-type": "text/event-stream",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
  });
});
