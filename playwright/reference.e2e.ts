import { expect, test } from "@playwright/test";
import { readDemo } from "./demo.ts";

test("the API reference shows every operation and loads nothing from other hosts", async ({ page }) => {
  const { api_url: api } = readDemo();
  const elsewhere: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(`${api}/`)) elsewhere.push(request.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(`${api}/docs`);
  await expect(page.getByRole("heading", { name: "AgentLattice", exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("Submit an action").first()).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(elsewhere).toEqual([]);
  expect(complaints.filter((text) => /Content Security Policy/i.test(text))).toEqual([]);
});
