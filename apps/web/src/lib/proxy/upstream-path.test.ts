import { expect, test } from "vitest";
import { upstreamPath } from "./upstream-path.ts";

test.each(["/api/v1/approvals", "/api/v1/approvals/apr_01h455vb4pex5vsknk084sn02q/decision", "/api/v1/audit/events"])(
  "%s passes",
  (path) => {
    expect(upstreamPath(path)).toBe(path);
  },
);

test.each([
  "/api/v1/",
  "/api/v1",
  "/api/v2/approvals",
  "/api/v1//approvals",
  "/api/v1/approvals/",
  "/api/v1/../admin",
  "/api/v1/approvals/..",
  "/api/v1/approvals/.",
  "/api/v1/approvals%2f..%2fkeys",
  "/api/v1/%2e%2e/keys",
  "/api/v1/approvals\\keys",
  "/api/v1/approvals/a b",
  "/api/v1/approvals/\u202e",
  "/api/v1/auth/sign-in",
  "/api/v1/AUTH/Sign-In",
  "/api/v1/auth/sign-out",
])("%s is refused", (path) => {
  expect(upstreamPath(path)).toBeNull();
});
