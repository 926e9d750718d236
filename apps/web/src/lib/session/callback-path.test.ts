import fc from "fast-check";
import { expect, test } from "vitest";
import { callbackAddress, callbackPath, describeCallback } from "./callback-path.ts";

test.each([
  "/approvals/apr_01h455vb4pex5vsknk084sn02q",
  "/approvals?tab=decided",
  "/audit?entry=41",
  "/audit?q=//host&next=https://host",
  "/settings/../agents?%2e",
])("%s is followed", (path) => {
  expect(callbackPath(path)).toBe(path.replace("/settings/..", ""));
});

test.each([
  null,
  undefined,
  "",
  "/",
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "javascript:alert(1)",
  "/.//host",
  "/..//host",
  "/x/..//host",
  "/x/../..//host",
  "/%2e//host",
  "/%2E%2e//host",
  "/x/%2e%2e//host",
  "/x/.%2e//host",
  "/.\\/host",
  "/.\\\\host",
  "/x/..\\\\host",
  "/x/..\\/host",
  "/./%5chost",
  "/%5c%5chost",
  "/%2f%2fhost",
  "/.//user@host",
  "/\u0000/host",
  "/\n//host",
  "/.\r\n//host",
  "/%0d%0aLocation:%20//host",
  "/audit\u0001",
  "///host",
  "/x//host",
  "\\\\host",
  " //host",
  "/SIGN-IN",
  "/sign-up",
  "/invite#al_inv_x",
  "/x/../api/v1/agents",
  "/%2e/api/v1/agents",
  "/sign-in",
  "/sign-in?callbackUrl=/sign-in",
  "/api/v1/approvals",
  "approvals",
])("%j leads to the overview", (path) => {
  expect(callbackPath(path)).toBe("/overview");
});

test.each([
  ["/audit", "https://console.test/audit"],
  ["https://console.test/audit", "https://console.test/audit"],
  ["https://console.test", "https://console.test/overview"],
  ["https://console.test.evil.example/audit", "https://console.test/overview"],
  ["https://console.test@evil.example/audit", "https://console.test/overview"],
  ["https://console.test/.//host", "https://console.test/overview"],
  ["/.//host", "https://console.test/overview"],
  ["no address", "https://console.test/overview"],
])("next-auth redirects from %s to %s", (url, address) => {
  expect(callbackAddress({ url, baseUrl: "https://console.test" })).toBe(address);
});

test("no path leads to another host in any browser's parsing", () => {
  const parts = ["/", "\\", ".", "..", "%2e", "%2f", "%5c", "\t", "\n", "host", "@", ":", "?", "#", ";", "x", "\u0000", "\uff0f", "\u3002"];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 8 }), (chosen) => {
      const path = callbackPath(`/${chosen.join("")}`);
      expect(new URL(path, "https://console.test").href).toBe(`https://console.test${path}`);
      expect(path).not.toMatch(/^\/[/\\]|^[^?]*(?:%2f%2f|%5c)/i);
    }),
    { numRuns: 2_000 },
  );
});

test("the description of a linked approval reveals nothing about it", () => {
  const sentence = describeCallback("/approvals/apr_01h455vb4pex5vsknk084sn02q");
  expect(sentence).not.toContain("apr_");
});

test.each([
  ["/policies/pol_01?tab=cases", "You will continue to Policies."],
  ["/audit?entry=41", "You will continue to Audit."],
  ["/overview", "You will continue to the overview."],
  ["/urgent/call-this-number", "You will continue to the overview."],
])("%s is described by the name of its page", (path, sentence) => {
  expect(describeCallback(path)).toBe(sentence);
});
