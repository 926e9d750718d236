import { expect, test } from "vitest";
import { isOpen, upstreamPath } from "./upstream-path.ts";

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
  "/api/v1/auth/switch",
  "/api/v1/invitations/accept",
  "/api/v1/Invitations/Accept",
])("%s is refused", (path) => {
  expect(upstreamPath(path)).toBeNull();
});

test("only the paths needed before sign-in are open", () => {
  const paths = ["/api/v1/auth/options", "/api/v1/auth/sign-up", "/api/v1/invitations/read", "/api/v1/invitations", "/api/v1/org"];
  expect(paths.map(isOpen)).toEqual([true, true, true, false, false]);
});
