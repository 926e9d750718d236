import { expect, type Page, test } from "@playwright/test";
import { readDemo } from "./demo.ts";
import { untilPressesCount } from "./press-guard.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();

async function api(path: string, token: string, body?: object): Promise<ReturnType<JSON["parse"]>> {
  const response = await fetch(`${demo.api_url}/api/v1${path}`, {
    method: body ? "POST" : "GET",
    headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

const pages = (page: Page) => page.getByRole("navigation", { name: "Pages" });

test("the default effect of one environment is selected, saved and kept", async ({ page }) => {
  await signIn(page, demo, "/settings/enforcement");
  const choice = (name: string) => page.getByRole("radiogroup", { name: "Default of development" }).getByRole("radio", { name });
  const put = async (name: string) => {
    await choice(name).click();
    await page.getByRole("button", { name: "Save changes" }).click();
    await expect(page.getByText(/^Saved as manifest/).first()).toBeVisible();
  };
  await put("Allow");
  expect((await api("/policies/settings", demo.org_api_key)).environment_defaults).toMatchObject({ dev: "allow" });
  await page.reload();
  await expect(choice("Allow")).toBeChecked();
  await put("Default");
  const settings = await api("/policies/settings", demo.org_api_key);
  expect(settings.environment_defaults.dev ?? null).toBeNull();
  expect(settings.default).toBe("deny");
});

test("while the ledger is diverged every page shows the cause, the start and the remedy", async ({ page }) => {
  const status = {
    state: "diverged",
    origin: "agentlattice.local/log/demo/g1",
    generation: 1,
    stored_size: 40,
    signed: { size: 42, root: "3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" },
    since: "2026-11-22T08:00:00.000Z",
    message: "The database has 40 entries, and 42 were signed.",
    remedy: "Restore the newest backup, or begin a new generation with npm run restore.",
  };
  await page.route("**/api/v1/audit/status", (route) => route.fulfill({ json: status }));
  await signIn(page, demo, "/overview");
  const banner = page.getByRole("alert", { name: "Ledger" });
  for (const name of ["Overview", "Approvals", "Audit", "Settings"]) {
    await pages(page).getByRole("link", { name }).click();
    await expect(banner.getByRole("heading")).toContainText("All decisions are stopped");
    for (const said of [status.message, status.remedy, status.origin, "42 entries"]) await expect(banner).toContainText(said);
    await expect(banner.locator("time")).toHaveAttribute("datetime", status.since);
  }
});

test("failed requests are retried at most once and then show an error, whatever the API answers", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo, "/settings/password");
  for (const [name, pattern] of [
    ["Agents", "**/api/v1/agents?**"],
    ["Policies", "**/api/v1/policies?**"],
    ["Audit", "**/api/v1/audit/events?**"],
  ] as const) {
    for (const answer of [503, 403]) {
      await page.goto(`${demo.console_url}/settings/password`);
      const link = pages(page).getByRole("link", { name });
      let requests = 0;
      await page.route(pattern, (route) => {
        requests += 1;
        return route.fulfill({ status: answer, json: { code: answer === 503 ? "INTERNAL" : "FORBIDDEN", status: answer, title: "No" } });
      });
      await link.click();
      await expect(
        page
          .getByRole("main")
          .getByText(/did not load/)
          .first(),
      ).toBeVisible();
      expect(requests, `${name} ${answer}`).toBe(answer === 503 ? 2 : 1);
      await page.unroute(pattern);
    }
  }
});

test("deciding moves neither the next request under the pointer nor the buttons", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const ask = () => api("/actions", demo.agent_api_key, { action_type: "pr.merge", metadata: { repo: "acme/jump", pr: 1 } });
  const asked: string[] = [];
  for (let i = 0; i < 3; i++) asked.push((await ask()).approval_id);
  await signIn(page, demo, `/approvals/${asked[0]}`);
  const row = (id: string | undefined) => page.locator(`a[data-approval="${id}"]`);
  const approve = page.getByRole("button", { name: /^Approve/ });
  await expect(approve).toBeVisible();
  await row(asked[1]).hover();
  const before = [await row(asked[1]).boundingBox(), await approve.boundingBox()];
  await untilPressesCount(page);
  await page.keyboard.press("a");
  await expect(page).not.toHaveURL(new RegExp(asked[0] ?? ""));
  await expect(row(asked[0])).toContainText(/no longer pending|Approved|Used/);
  await expect(approve).toBeVisible();
  expect([await row(asked[1]).boundingBox(), await approve.boundingBox()]).toEqual(before);
  for (const id of asked.slice(1)) await api(`/approvals/${id}/cancel`, demo.agent_api_key, {});
});
