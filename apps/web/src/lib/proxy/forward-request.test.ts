import { expect, test, vi } from "vitest";
import { forwardRequest } from "./forward-request.ts";

test.each(["GET", "POST"])("a %s with a key names the API's address", async (method) => {
  for (const [name, value] of Object.entries({
    AL_API_URL: "http://127.0.0.1:4000",
    AL_PUBLIC_API_URL: "https://api.example.com",
    NEXTAUTH_URL: "https://console.example.com",
    NEXTAUTH_SECRET: "s".repeat(32),
    AL_PROXY_SECRET: "p".repeat(16),
  }))
    vi.stubEnv(name, value);
  const headers = { authorization: "Bearer al_live_x", "content-type": "application/json" };
  const answer = await forwardRequest(new Request("https://console.example.com/api/v1/actions", { method, headers }));
  const { code, detail } = (await answer.json()) as { code: string; detail: string };
  expect([answer.status, code]).toEqual([401, "UNAUTHENTICATED"]);
  expect(detail).toContain("This is the console's address");
  expect(detail).toContain("https://api.example.com");
});
