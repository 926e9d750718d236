import { signSlack, startFakeSlack } from "@agentlattice/test-kit/fake-slack";
import { expect, type Page, test } from "@playwright/test";
import { AgentProcess } from "./agent-process.ts";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { SLACK_SIGNING_SECRET } from "./global-setup.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
const VISITOR = { team: "T1", user: "U0OWNER" };
const CHANNEL = "C024BE91L";

const account = (page: Page) => page.getByRole("region", { name: "Slack account" });

test("a Slack account is linked, its click approves a request, and it is unlinked", async ({ page }) => {
  test.setTimeout(120_000);
  const slack = await startFakeSlack({ port: Number(process.env.AL_SLACK_PORT), visitor: VISITOR });
  try {
    await signIn(page, demo, "/settings/notifications");
    await page.getByRole("button", { name: "Link Slack account" }).click();
    await page.getByRole("link", { name: "Cancel" }).click();
    await expect(account(page).getByRole("alert")).toContainText("cancelled");
    await expect(page).toHaveURL(`${demo.console_url}/settings/notifications`);

    await page.getByRole("button", { name: "Link Slack account" }).click();
    await page.getByRole("link", { name: "Allow" }).click();
    await expect(account(page).getByRole("status")).toContainText("Linked.");
    await expect(page).toHaveURL(`${demo.console_url}/settings/notifications`);
    await expectClean(page);
    await page.screenshot({ path: "test-results/notifications-light.png", fullPage: true });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 390, height: 844 });
    await expectClean(page);
    await page.screenshot({ path: "test-results/notifications-390-dark.png", fullPage: true });
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 1280, height: 800 });

    await page.goto(`${demo.console_url}/settings/channels?open=endpoint`);
    const form = page.getByRole("dialog");
    await form.getByRole("radio", { name: "Slack" }).click();
    await form.getByLabel("Channel id").fill("#ops");
    await form.getByLabel("Bot token").fill("xoxb-17653672481-fake");
    await form.getByRole("button", { name: "Add endpoint" }).click();
    await expect(form.getByText(/begins with C or G/)).toBeVisible();
    await form.getByLabel("Channel id").fill(CHANNEL);
    await form.getByLabel("Name", { exact: true }).fill("browser-ops");
    await form.getByRole("button", { name: "Add endpoint" }).click();
    await expect(form).toHaveCount(0);
    await expect(page.getByText("xoxb-…fake")).toBeVisible();
    await expect(page.getByRole("button", { name: "Rotate" })).toHaveCount(0);

    const agent = new AgentProcess(demo, "pr.merge", "acme/shop-43");
    const posted = () => slack.calls.find(({ method, form }) => method === "chat.postMessage" && form.blocks?.includes("acme/shop-43"));
    await expect.poll(posted).toBeDefined();
    await expect(page.getByText(/^approval.requested/).first()).toBeVisible();
    await expectClean(page);
    await page.screenshot({ path: "test-results/channels-slack.png" });
    await click(approveValueOf(posted()?.form.blocks ?? ""), posted()?.ts ?? "");
    // The waiting agent continues and exits.
    expect(await agent.exited).toBe(0);
    await expect
      .poll(() => slack.calls.some(({ method, form }) => method === "chat.update" && /Approved|Used/.test(form.blocks ?? "")))
      .toBe(true);

    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Delete endpoint" }).click();
    await expect(page.getByRole("button", { name: /^browser-ops/ })).toHaveCount(0);
    await page.goto(`${demo.console_url}/settings/notifications?code=made-up&state=made-up`);
    await expect(account(page).getByRole("alert")).toContainText("was not linked");
    await expect(page).toHaveURL(`${demo.console_url}/settings/notifications`);
    await page.getByRole("button", { name: "Unlink Slack account" }).click();
    await expect(account(page).getByRole("status")).toContainText("Not linked.");
  } finally {
    await slack.close();
  }
});

/** Returns the value of the Approve button. */
function approveValueOf(blocks: string): string {
  const buttons = (JSON.parse(blocks) as { elements?: { action_id?: string; value?: string }[] }[]).flatMap(
    ({ elements = [] }) => elements,
  );
  return buttons.find(({ action_id }) => action_id === "al_approve")?.value ?? "";
}

/** Sends a click on Approve as Slack does. */
async function click(value: string, ts: string): Promise<void> {
  const payload = {
    type: "block_actions",
    user: { id: VISITOR.user },
    team: { id: VISITOR.team },
    container: { channel_id: CHANNEL, message_ts: ts },
    actions: [{ action_id: "al_approve", value }],
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const headers = signSlack(SLACK_SIGNING_SECRET, body);
  const response = await fetch(`${demo.api_url}/api/v1/slack/interactions`, { method: "POST", body, headers });
  expect(response.status).toBe(200);
}
