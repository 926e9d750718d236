import { expect, test } from "vitest";
import { contentSecurityPolicy } from "./content-security-policy.ts";

const policy = contentSecurityPolicy({ nonce: "abc", secure: true, development: false });
const directive = (name: string) => policy.split("; ").find((part) => part.startsWith(`${name} `)) ?? "";

test("scripts require the nonce", () => {
  expect(directive("script-src")).toBe("script-src 'self' 'nonce-abc' 'strict-dynamic'");
});

test("frames and other origins are not allowed", () => {
  expect(directive("frame-ancestors")).toBe("frame-ancestors 'none'");
  expect(directive("connect-src")).toBe("connect-src 'self'");
  expect(policy).not.toMatch(/https?:|\*/);
});
