import { expect, type Page, test } from "@playwright/test";
import { readDemo } from "./demo.ts";
import { call } from "./demo-api.ts";
import { seedSample } from "./seed-sample.ts";

const demo = readDemo();
test.describe.configure({ timeout: 300_000 });

const AGENTS_MAX_BYTES = 250_000;
const OVERVIEW_MAX_CALLS = 8;
/** Longer than the delays after which live entries refresh a page. */
const SETTLED_MS = 4_000;

interface ApiCall {
  readonly url: string;
  bytes: number;
  encoding: string | undefined;
}

/** Loads a page and returns the calls of the API with the bytes that were transferred. */
async function load(page: Page, path: string): Promise<ApiCall[]> {
  // Ends the requests of the page before.
  await page.goto("about:blank");
  const session = await page.context().newCDPSession(page);
  const calls = new Map<string, ApiCall>();
  session.on("Network.requestWillBeSent", ({ requestId, request: { url } }) => {
    if (url.includes("/api/v1/")) calls.set(requestId, { url: url.split("/api/v1")[1] ?? "", bytes: 0, encoding: undefined });
  });
  session.on("Network.responseReceived", ({ requestId, response }) => {
    const called = calls.get(requestId);
    if (called) called.encoding = Object.entries(response.headers).find(([name]) => name.toLowerCase() === "content-encoding")?.[1];
  });
  session.on("Network.dataReceived", ({ requestId, encodedDataLength }) => {
    const called = calls.get(requestId);
    if (called) called.bytes += encodedDataLength;
  });
  await session.send("Network.enable");
  await page.goto(`${demo.console_url}${path}`);
  await expect(page.getByRole("main").locator("[aria-busy=true]")).toHaveCount(0);
  await expect(page.getByText(/^Live$/).first()).toBeVisible();
  await page.waitForTimeout(SETTLED_MS);
  await session.detach();
  return [...calls.values()];
}

async function enterBusy(page: Page) {
  const busy = await seedSample("busy");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${demo.console_url}/sign-in`);
  await page.getByLabel(/work e-?mail/i).fill(busy.email);
  await page.getByLabel("Password").fill(busy.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(({ pathname }) => pathname !== "/sign-in");
  return busy;
}

test("pages of a large organisation read what they show once, compressed", async ({ page }) => {
  await enterBusy(page);
  for (const path of ["/overview", "/agents", "/runs", "/budgets", "/anomalies", "/delegations", "/policies"]) {
    await test.step(path, async () => {
      const calls = await load(page, path);
      const urls = calls.map(({ url }) => url);
      expect(urls, "no query is repeated").toEqual([...new Set(urls)]);
      expect(urls.filter((url) => url.includes("status=pending&limit=200"))).toEqual([]);
      expect(calls.filter(({ bytes, encoding, url }) => bytes > 2_000 && encoding !== "gzip" && !url.includes("/events/stream"))).toEqual(
        [],
      );
      const bytes = calls.reduce((sum, called) => sum + called.bytes, 0);
      if (path === "/agents") expect(bytes).toBeLessThanOrEqual(AGENTS_MAX_BYTES);
      if (path === "/overview") expect(urls.length, urls.join("\n")).toBeLessThanOrEqual(OVERVIEW_MAX_CALLS);
    });
  }
});

test("the number of pending approvals is shown in full and follows changes", async ({ page }) => {
  const { email, password } = await enterBusy(page);
  const { token } = await call("/auth/sign-in", "", { email, password });
  const { count } = await call("/approvals/count?status=pending", token);
  expect(count).toBeGreaterThanOrEqual(200);
  await page.goto(`${demo.console_url}/agents`);
  const link = page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: /^Approvals/ });
  await expect(link).toContainText(String(count));
  const { data } = await call("/approvals?status=pending&limit=1", token);
  const { digest } = await call(`/approvals/${data[0].id}/review`, token);
  await call(`/approvals/${data[0].id}/decision`, token, { decision: "deny", digest, reason: "Not needed." });
  await expect(link).toContainText(String(count - 1));
});

test("entries that were written between the page and its stream are on the page", async ({ page }) => {
  await enterBusy(page);
  const name = `late-${Math.random().toString(36).slice(2, 8)}`;
  const { email, password } = await seedSample("busy");
  const { token } = await call("/auth/sign-in", "", { email, password });
  await page.route("**/api/v1/events/stream", async (route) => {
    // The list was read before, and the stream is opened after the change.
    await page.waitForTimeout(1_500);
    await call("/agents", token, { name, capabilities: ["*"] });
    await route.continue();
  });
  await page.goto(`${demo.console_url}/agents?q=late-`);
  await expect(page.getByRole("link", { name }).filter({ visible: true }).first()).toBeVisible();
});
