import { startReceiver } from "@agentlattice/test-kit/receiver";
import { expect, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
const PORT = Number(process.env.AL_RECEIVER_PORT);

test("an endpoint is added, receives a request, and is replayed", async ({ page }) => {
  test.setTimeout(120_000);
  const receiver = await startReceiver(PORT);
  try {
    await signIn(page, demo, "/settings/channels");
    await page.getByRole("button", { name: "Add endpoint" }).first().click();
    const form = page.getByRole("dialog");
    await form.getByLabel("URL").fill("https://127.0.0.1/");
    await form.getByRole("button", { name: "Add endpoint" }).click();
    await expect(form.getByText(/public address/)).toBeVisible();
    await form.getByLabel("URL").fill(`http://127.0.0.1:${PORT}/hook`);
    await form.getByLabel("Name").fill("browser-test");
    await form.getByRole("button", { name: "Add endpoint" }).click();
    await expect(page.getByText(/whsec_[A-Za-z0-9+/]{32}/)).toBeVisible();
    await page.getByRole("button", { name: "I have copied it" }).click();
    await expect(page.getByText("No deliveries yet.")).toBeVisible();

    const submitted = await fetch(`${demo.api_url}/api/v1/actions`, {
      method: "POST",
      headers: { authorization: `Bearer ${demo.agent_api_key}`, "content-type": "application/json" },
      body: JSON.stringify({ action_type: "pr.merge", metadata: { target: "acme/shop#42" } }),
    });
    expect(submitted.status).toBe(202);
    await expect(page.getByText("approval.requested")).toBeVisible();
    await expect(page.getByText(/Delivered, \d+ ms/)).toBeVisible();
    await expectClean(page);
    await page.screenshot({ path: "test-results/channels-light.png" });
    await page.getByRole("button", { name: /^Replay: approval.requested/ }).click();
    await expect(page.getByText("Delivered on attempt 2")).toBeVisible();
    expect(receiver.messages).toHaveLength(2);
    expect(new Set(receiver.messages.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(JSON.parse(receiver.messages[0]?.body ?? "").type).toBe("approval.requested");

    await page.emulateMedia({ colorScheme: "dark" });
    await page.screenshot({ path: "test-results/channels-dark.png" });
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(page.getByRole("dialog", { name: "browser-test" })).toBeVisible();
    await expectClean(page);
    await page.screenshot({ path: "test-results/channels-390.png" });
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Delete endpoint" }).click();
    await expect(page.getByRole("button", { name: /^browser-test/ })).toHaveCount(0);
    await page.screenshot({ path: "test-results/channels-390-empty.png" });
  } finally {
    receiver.close();
  }
});

test("a chat channel announces anomalies, and a person switches topics off", async ({ page }) => {
  await signIn(page, demo, "/settings/channels");
  await page.getByRole("button", { name: "Add endpoint" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByRole("radio", { name: "Microsoft Teams" }).check();
  await form.getByLabel("URL").fill(`http://127.0.0.1:${PORT}/teams`);
  await form.getByRole("textbox", { name: "Name" }).fill("ops-topics");
  await form.getByRole("radio", { name: "Requests of policies that name it" }).check();
  await form.getByRole("checkbox", { name: "Anomalies" }).check();
  await expectClean(page);
  await form.getByRole("button", { name: "Add endpoint" }).click();
  await expect(page.getByText("requests by name, anomalies; all environments")).toBeVisible();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete endpoint" }).click();
  await expect(page.getByRole("button", { name: /^ops-topics/ })).toHaveCount(0);

  await page.goto(`${demo.console_url}/settings/notifications`);
  const topics = page.getByRole("region", { name: "Topics" });
  await expect(topics.getByRole("checkbox", { name: "Used-up budgets" })).toBeChecked();
  await topics.getByRole("checkbox", { name: "Used-up budgets" }).uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Notifications changed")).toBeVisible();
  await expectClean(page);
  await page.screenshot({ path: "test-results/topics-light.png", fullPage: true });
  await page.reload();
  await expect(topics.getByRole("checkbox", { name: "Used-up budgets" })).not.toBeChecked();
  await expect(topics.getByRole("checkbox", { name: "Anomalies" })).toBeChecked();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: "test-results/topics-390-dark.png", fullPage: true });
});
