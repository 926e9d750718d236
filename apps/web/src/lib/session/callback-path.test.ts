import { expect, test } from "vitest";
import { callbackPath, describeCallback } from "./callback-path.ts";

test.each(["/approvals/apr_01h455vb4pex5vsknk084sn02q", "/approvals?tab=decided", "/audit?entry=41"])("%s is followed", (path) => {
  expect(callbackPath(path)).toBe(path);
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
  "/sign-in",
  "/sign-in?callbackUrl=/sign-in",
  "/api/v1/approvals",
  "approvals",
])("%j leads home", (path) => {
  expect(callbackPath(path)).toBe("/overview");
});

test("a linked approval is announced without a word about it", () => {
  const sentence = describeCallback("/approvals/apr_01h455vb4pex5vsknk084sn02q");
  expect(sentence).not.toContain("apr_");
});
