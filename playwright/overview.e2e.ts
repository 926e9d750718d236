import { expect, test } from "@playwright/test";
import { readDemo } from "./demo.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();

async function api(path: string, body?: object): Promise<ReturnType<JSON["parse"]>> {
  const key = body ? demo.agent_api_key : demo.org_api_key;
  const response = await fetch(`${demo.api_url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${key}`, ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

test("signing in opens the overview, whose numbers match the API and link to their rows", async ({ page }) => {
  await page.goto(`${demo.console_url}/sign-in`);
  await page.getByLabel(/work e-?mail/i).fill(demo.email);
  await page.getByLabel("Password").fill(demo.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/overview$/);
  await expect(page.getByText("Sample data. ")).toBeVisible();

  const { score } = await api("/posture");
  await expect(page.getByText(String(score), { exact: true }).first()).toBeVisible();
  await page.getByRole("radio", { name: "7 d" }).click();
  await expect(page).toHaveURL(/window=7d/);
  const { decisions } = await api("/overview?window=7d");
  const executed = page.getByRole("region", { name: "Decisions" }).getByRole("link", { name: /executed$/ });
  await expect(executed).toHaveText(`${decisions.totals.executed.count.toLocaleString("en")} executed`);

  await page.getByRole("region", { name: "Decisions" }).getByRole("button", { name: "View as table" }).click();
  const table = page.getByRole("region", { name: /as a table$/ }).getByRole("table");
  await expect(table.getByRole("row")).toHaveCount(decisions.buckets.length + 1);

  await executed.click();
  await expect(page).toHaveURL(/\/audit\?kind=action\.executed/);
});

test("new entries appear on the overview's rail without a reload, and not while updates are paused", async ({ page }) => {
  await signIn(page, demo, "/overview");
  const rail = page.getByRole("region", { name: "Latest entries" });
  await expect(rail.getByRole("listitem").first()).toBeVisible();
  const act = (name: string) => api("/actions", { action_type: name });
  const first = `journey.rail_${Date.now()}`;
  await expect(async () => {
    await act(first);
    await expect(rail.getByText(first).first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 15_000 });
  await page.getByRole("button", { name: "Pause updates" }).click();
  const second = `journey.frozen_${Date.now()}`;
  await act(second);
  await page.waitForTimeout(1_500);
  await expect(rail.getByText(second)).toHaveCount(0);
  await page.getByRole("button", { name: "Resume updates" }).click();
  // The first action of its kind is an anomaly too, whose entry names it.
  await expect(rail.getByText(second).first()).toBeVisible();
});

test("posture shows every component, its evidence, and advice with links", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, demo, "/posture");
  const { score, components } = await api("/posture");
  const table = page.getByRole("region", { name: "Components" }).getByRole("table");
  await expect(table.getByRole("row")).toHaveCount(Object.keys(components).length + 1);
  await expect(page.getByText(String(score), { exact: true }).first()).toBeVisible();
  await table.getByRole("link", { name: "Least privilege" }).click();
  await expect(page).toHaveURL(/component=least_privilege/);
  const detail = page.getByRole("region", { name: "Least privilege" });
  for (const { label } of components.least_privilege.evidence) await expect(detail.getByText(label, { exact: true })).toBeVisible();
  const [advice] = components.least_privilege.advice;
  await expect(detail.getByText(advice.text)).toBeVisible();
  await expect(detail.getByRole("link", { name: advice.action.label }).last()).toHaveAttribute("href", advice.action.href);
});
