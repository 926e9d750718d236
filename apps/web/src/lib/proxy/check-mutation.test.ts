import { expect, test } from "vitest";
import { refuseMutation } from "./check-mutation.ts";

const own = {
  host: "console.example.com",
  origin: "https://console.example.com",
  "sec-fetch-site": "same-origin",
  "content-type": "application/json",
};

test.each([
  ["our own page", own, null],
  ["a browser without Sec-Fetch-Site", { ...own, "sec-fetch-site": undefined }, null],
  ["JSON with a charset", { ...own, "content-type": "application/json; charset=utf-8" }, null],
  ["another site", { ...own, origin: "https://evil.example", "sec-fetch-site": "cross-site" }, "CROSS_ORIGIN"],
  ["a sibling subdomain", { ...own, origin: "https://blog.example.com", "sec-fetch-site": "same-site" }, "CROSS_ORIGIN"],
  ["another port", { ...own, origin: "https://console.example.com:8443" }, "CROSS_ORIGIN"],
  ["no Origin", { ...own, origin: undefined }, "CROSS_ORIGIN"],
  ["an opaque Origin", { ...own, origin: "null" }, "CROSS_ORIGIN"],
  ["a form", { ...own, "content-type": "application/x-www-form-urlencoded" }, "UNSUPPORTED_MEDIA_TYPE"],
  ["JSON as plain text", { ...own, "content-type": "text/plain" }, "UNSUPPORTED_MEDIA_TYPE"],
  ["a JSON-like type", { ...own, "content-type": "application/jsonp" }, "UNSUPPORTED_MEDIA_TYPE"],
  ["no content type", { ...own, "content-type": undefined }, "UNSUPPORTED_MEDIA_TYPE"],
])("a change from %s", (_, given, code) => {
  const headers = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const fake = { method: "POST", headers: new Headers(headers), body: new ReadableStream() };
  // Node's Request drops Origin and Host, so the test passes only the members that are read.
  expect(refuseMutation(fake as Request)?.code ?? null).toBe(code);
});

test("GET requests need neither Origin nor a content type", () => {
  expect(refuseMutation(new Request("https://console.example.com/api/v1/approvals"))).toBeNull();
});
