import { expect, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { call } from "./demo-api.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 90_000 });

test("the list updates heartbeats and halts of an agent live, and its page lists the clients", async ({ page }) => {
  const name = `present-${Math.random().toString(36).slice(2, 8)}`;
  const { id } = await call("/agents", demo.org_api_key, { name, capabilities: ["doc.read"] });
  const { api_key: key } = await call(`/agents/${id}/keys`, demo.org_api_key, { name: "e2e" });
  await signIn(page, demo, `/agents?q=${name}`);
  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row.getByText("Never seen")).toBeVisible();
  await call("/heartbeat", key, { client: "worker-1", version: "bot/2.1.0" });
  await expect(row.getByText("Live")).toBeVisible();
  await expect(row.getByText("bot/2.1.0")).toBeVisible();
  await expectClean(page);

  await row.getByRole("button", { name: `Halt ${name}` }).click();
  const dialog = page.getByRole("dialog", { name: `Halt ${name}?` });
  await dialog.getByLabel("Reason").fill("Browser test");
  await dialog.getByRole("button", { name: `Halt ${name}` }).click();
  await page.getByRole("heading", { name: `Halt of ${name}` }).waitFor();
  await page.goto(`${demo.console_url}/agents/${id}`);
  const clients = page.getByRole("region", { name: "Clients" });
  await expect(clients.getByText("worker-1")).toBeVisible();
  await expect(clients.getByText("halted")).toBeVisible();
  await page
    .getByRole("alert", { name: "Halt" })
    .getByRole("link", { name: /View halt/ })
    .click();
  await page.getByLabel("Reason").fill("Done");
  await page.getByRole("button", { name: `Resume ${name}` }).click();
  await expect(page.getByRole("alert", { name: "Halt" })).toHaveCount(0);
});
