import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { readDemo } from "./demo.ts";
import { call } from "./demo-api.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();

test("the owner sees a cap with its reserved and charged amounts", async ({ page }) => {
  const word = `spend${Math.random()
    .toString(36)
    .replace(/[^a-z]/g, "")
    .slice(0, 6)}`;
  const yaml = `apiVersion: agentlattice/v1
kind: Policy
metadata: { name: ${word}-cap }
spec:
  match: { actions: [${word}.call] }
  effect: guard
  limits: [{ budget: { usd: "10.00", per: day, warn_at: [0.5] }, by: organisation }]
`;
  const { id } = await call("/policies", demo.org_api_key, { yaml });
  await call(`/policies/${id}/publish`, demo.org_api_key, {});
  const reserve = (usd: string) => call("/budgets/reserve", demo.agent_api_key, { usd, action_type: `${word}.call` });
  const { id: reservation } = await reserve("6.00");
  await reserve("1.00");

  await signIn(page, demo, "/budgets");
  const row = page.getByRole("row").filter({ hasText: `${word}-cap` });
  await expect(row).toContainText("$0.00 of $10.00");
  await expect(row).toContainText("$7.00");
  await expect(row).toContainText("50 % passed");
  await expect(page.getByRole("region", { name: "Open reservations" })).toContainText("$6.00");

  const spend = page.getByRole("region", { name: "Spend" });
  /** The sum of the range, to which the sample has costs of its own. */
  const total = async () => Number((await spend.getByRole("paragraph").first().innerText()).replace(/[$,]/g, ""));
  const before = await total();
  await call(`/budgets/${reservation}/settle`, demo.agent_api_key, { usd: "10.50", model: "gpt-4.1" });
  await expect(row).toContainText("Above the cap");
  await expect.poll(total).toBeCloseTo(before + 10.5, 2);
  await page.getByRole("radio", { name: "Model" }).click();
  await expect(page.getByRole("region", { name: "Spend" })).toContainText("gpt-4.1");
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export costs" }).click();
  await page.getByRole("menuitem", { name: "JSON" }).click();
  const costs: { model: string }[] = JSON.parse(await readFile(await (await saved).path(), "utf8"));
  expect(costs.map(({ model }) => model)).toContain("gpt-4.1");
  await page.getByRole("button", { name: "View as table" }).click();
  await expect(page.getByRole("table", { name: /Spend by day|Caps/ }).first()).toBeVisible();
});
