import { expect, test } from "vitest";
import { readEnv } from "./env.ts";

const complete = {
  NODE_ENV: "production",
  AL_API_URL: "http://127.0.0.1:4000",
  NEXTAUTH_URL: "https://console.example.com",
  NEXTAUTH_SECRET: "s".repeat(32),
  AL_PROXY_SECRET: "p".repeat(16),
} as const;

test("a complete environment is read", () => {
  expect(readEnv(complete)).toMatchObject({ apiUrl: "http://127.0.0.1:4000", publicApiUrl: "http://127.0.0.1:4000", trustedHops: 0 });
});

test("agents can reach the API at another address than the console does", () => {
  const env = { ...complete, AL_API_URL: "http://api:4000", AL_PUBLIC_API_URL: "https://lattice.example.com/" };
  expect(readEnv(env)).toMatchObject({ apiUrl: "http://api:4000", publicApiUrl: "https://lattice.example.com" });
  expect(() => readEnv({ ...env, AL_PUBLIC_API_URL: "lattice" })).toThrow("AL_PUBLIC_API_URL");
});

test.each(["AL_API_URL", "NEXTAUTH_URL", "NEXTAUTH_SECRET", "AL_PROXY_SECRET"])("%s has no fallback", (name) => {
  expect(() => readEnv({ ...complete, [name]: undefined })).toThrow(name);
  expect(() => readEnv({ ...complete, [name]: "" })).toThrow(name);
});

test.each([
  ["https://console.example.com", true],
  ["http://localhost:3000", true],
  ["http://127.0.0.1:3000", true],
  ["http://[::1]:3000", true],
  ["http://console.example.com", false],
  ["ftp://console.example.com", false],
])("%s is accepted as console URL: %s", (url, allowed) => {
  const read = () => readEnv({ ...complete, NEXTAUTH_URL: url });
  if (allowed) expect(read).not.toThrow();
  else expect(read).toThrow("NEXTAUTH_URL");
});

test("the error message contains no value", () => {
  expect(() => readEnv({ ...complete, NEXTAUTH_SECRET: "hunter2" })).toThrow(/^(?!.*hunter2)/s);
});
