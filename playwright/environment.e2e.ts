import { expect, type Page, test } from "@playwright/test";
import { readDemo } from "./demo.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 120_000 });

async function call(path: string, token: string, body?: object): Promise<ReturnType<JSON["parse"]>> {
  const response = await fetch(`${demo.api_url}/api/v1${path}`, {
    method: body ? "POST" : "GET",
    headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return text === "" ? null : JSON.parse(text);
}

const environmentOf = (page: Page) => new URL(page.url()).searchParams.get("environment");
const pages = (page: Page) => page.getByRole("navigation", { name: "Pages" });
const open = (page: Page, name: string) => pages(page).getByRole("link", { name }).click();
const repo = (environment: string) => `acme/${environment}-${Math.random().toString(36).slice(2, 8)}`;

async function choose(page: Page, name: string): Promise<void> {
  await page
    .getByRole("button", { name: /^Environment: / })
    .filter({ visible: true })
    .click();
  await page.getByRole("menuitemradio", { name, exact: true }).click();
}

test("the environment is part of the URL and of links, and filters every list, including live entries", async ({ page }) => {
  const { api_key: devKey } = await call(`/agents/${demo.agent_id}/keys`, demo.org_api_key, {
    name: `dev-${Date.now()}`,
    environment: "dev",
  });
  const ask = async (token: string, name: string) =>
    (await call("/actions", token, { action_type: "pr.merge", metadata: { repo: name, pr: 7 } })).approval_id as string;
  const [inDev, inProd] = [repo("dev"), repo("prod")];
  const asked = [await ask(devKey, inDev), await ask(demo.agent_api_key, inProd)];
  const row = (name: string) => page.locator("a[data-approval]").filter({ hasText: name });

  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo, "/overview");
  const waiting = page.getByRole("region", { name: "Pending approvals" });
  await choose(page, "Development");
  await expect.poll(() => environmentOf(page)).toBe("dev");
  await expect(waiting.getByText(inDev).filter({ visible: true }).first()).toBeVisible();
  await expect(waiting.getByText(inProd)).toHaveCount(0);

  await open(page, "Approvals");
  await expect(row(inDev)).toBeVisible();
  await expect(row(inProd)).toHaveCount(0);
  expect(environmentOf(page)).toBe("dev");

  await open(page, "Audit");
  const entries = page.getByRole("region", { name: "Entries" });
  await expect(entries.getByText("approval.requested").first()).toBeVisible();
  // Creates an entry in another environment, then one in this environment. Only the second appears.
  await call("/actions", demo.agent_api_key, { action_type: "doc.read" });
  await call("/actions", devKey, { action_type: "dev.only" });
  await expect(entries.getByText("dev.only").first()).toBeVisible();
  await expect(entries.getByText("doc.read")).toHaveCount(0);
  await page.reload();
  await expect(entries.getByText("dev.only").first()).toBeVisible({ timeout: 30_000 });
  await expect(entries.getByText("doc.read")).toHaveCount(0);

  await open(page, "Agents");
  await expect(page.getByRole("link", { name: "release-bot", exact: true }).first()).toBeVisible();
  await expect(page.getByRole("link", { name: "refund-desk" })).toHaveCount(0);
  await open(page, "Posture");
  await expect(page.getByText(/does not narrow this page/)).toBeVisible();
  await page.goBack();
  expect(environmentOf(page)).toBe("dev");

  await open(page, "Approvals");
  await choose(page, "Staging");
  await expect(page.getByText(/match 1 filter/)).toBeVisible();
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(row(inProd)).toBeVisible();
  expect(environmentOf(page)).toBeNull();
  await call(`/approvals/${asked[0]}/cancel`, devKey, {});
  await call(`/approvals/${asked[1]}/cancel`, demo.agent_api_key, {});
});

test("a phone selects the environment in the top bar and names it below", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, demo, "/overview");
  await choose(page, "Staging");
  await expect(page.getByText("Staging only")).toBeVisible();
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
  const [control, live] = [
    page.getByRole("button", { name: "Environment: Staging" }).filter({ visible: true }),
    page.getByText(/UTC|Live/).first(),
  ];
  const [left, right] = [await control.boundingBox(), await live.boundingBox()];
  if (left && right) expect(left.x + left.width).toBeLessThanOrEqual(right.x + right.width);
});
