import { expect, test } from "vitest";
import { isDatabaseOutage } from "./database-outage.ts";

/** An error of a raw query as Prisma and its adapter throw it: the cause of the adapter's error is a plain object. */
const rawQueryFailed = (code: string) => {
  const adapter = Object.assign(new Error("raw query failed"), { cause: { kind: "postgres", originalCode: code, code, message: "" } });
  return Object.assign(new Error("Raw query failed"), { code: "P2010", meta: { driverAdapterError: adapter } });
};

test.each(["57014", "55P03", "53300", "08006"])("a raw query that ends with SQLSTATE %s is an outage", (code) => {
  expect(isDatabaseOutage(rawQueryFailed(code))).toBe(true);
});

test.each(["23505", "42703"])("a raw query that ends with SQLSTATE %s is not an outage", (code) => {
  expect(isDatabaseOutage(rawQueryFailed(code))).toBe(false);
});
