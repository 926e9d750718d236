import { expect, type Page, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { call } from "./demo-api.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 90_000 });

async function newAgent(): Promise<{ id: string; name: string; key: string }> {
  const name = `desk-${Math.random().toString(36).slice(2, 8)}`;
  const { id } = await call("/agents", demo.org_api_key, { name, capabilities: ["refund.*"] });
  const { api_key } = await call(`/agents/${id}/keys`, demo.org_api_key, { name: "e2e" });
  return { id, name, key: api_key };
}

/** Connects a client of the agent that acknowledges every halt at once. Returns a function that disconnects it. */
async function connect(key: string): Promise<() => void> {
  const controller = new AbortController();
  const headers = { authorization: `Bearer ${key}` };
  const stream = await fetch(`${demo.api_url}/api/v1/events/stream?types=halt.*`, { headers, signal: controller.signal });
  const client_id = stream.headers.get("al-client-id");
  const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
  const follow = async () => {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      const id = /event: halt\ndata: \{"id":"(hlt_\w+)"/.exec(new TextDecoder().decode(piece.value))?.[1];
      if (id) await call(`/halts/${id}/acknowledge`, key, { client_id });
    }
  };
  const following = follow();
  following.catch((error: unknown) => {
    if (!controller.signal.aborted) throw error;
  });
  return () => controller.abort();
}

const banner = (page: Page) => page.getByRole("alert", { name: "Halt" });

test("a person halts an agent from the keyboard, sees its client confirm, and resumes with a reason", async ({ page }) => {
  const { name, id, key } = await newAgent();
  const disconnect = await connect(key);
  await signIn(page, demo, `/agents/${id}`);
  await page.getByRole("heading", { name }).waitFor();
  await page.keyboard.press("h");
  const dialog = page.getByRole("dialog", { name: `Halt ${name}?` });
  await expect(dialog.getByLabel("Reason")).toBeFocused();
  await expect(dialog.getByText("connected client is notified")).toBeVisible();
  await expectClean(page);
  await dialog.getByLabel("Reason").fill("Duplicate refunds for one order");
  await dialog.getByRole("button", { name: `Halt ${name}` }).click();

  await expect(page.getByRole("heading", { name: `Halt of ${name}` })).toBeVisible();
  await expect(page.getByText("Confirmed stopped").filter({ visible: true }).first()).toBeVisible();
  await expect(page.getByRole("table", { name: "Clients" }).getByText("Confirmed stopped")).toBeVisible();
  await expect(banner(page)).toContainText("Duplicate refunds for one order");
  await expectClean(page);
  await page.goto(`${demo.console_url}/overview`);
  await expect(banner(page)).toContainText("1 of 1 confirmed stopped");

  await banner(page).getByRole("link", { name: "View halt" }).click();
  await page.getByRole("heading", { name: `Halt of ${name}` }).waitFor();
  await page.keyboard.press("r");
  await page.keyboard.type("The order service is fixed");
  await page.keyboard.press("Enter");
  await expect(banner(page)).toHaveCount(0);
  await expect(page.getByText("The order service is fixed")).toBeVisible();
  disconnect();
});

test("the palette opens the dialog, which keeps its input when the scope is already halted", async ({ page }) => {
  const { name } = await newAgent();
  await signIn(page, demo, "/overview");
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByPlaceholder(/Search/).fill(`halt ${name}`);
  await page.getByRole("option", { name: `Halt ${name}`, selected: true }).click();
  await expect(page.getByRole("dialog", { name: "Halt" }).getByRole("button", { name: `Halt ${name}` })).toBeVisible();
  await page.getByRole("dialog", { name: "Halt" }).getByRole("button", { name: "Cancel" }).click();
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByPlaceholder(/Search/).fill("halt");
  await page.getByRole("option", { name: "Halt…", selected: true }).click();
  const dialog = page.getByRole("dialog", { name: "Halt" });
  await dialog.getByRole("radio", { name: "Action pattern" }).check();
  await dialog.getByLabel("Action pattern", { exact: true }).last().fill("never.*");
  await dialog.getByLabel("Reason").fill("First");
  await dialog.getByRole("button", { name: "Halt never.*" }).click();
  await page.getByRole("heading", { name: "Halt of never.*" }).waitFor();
  await page.goto(`${demo.console_url}/agents/halts?halt=new`);
  const second = page.getByRole("dialog", { name: "Halt" });
  await second.getByRole("radio", { name: "Action pattern" }).check();
  await second.getByLabel("Action pattern", { exact: true }).last().fill("never.*");
  await second.getByLabel("Reason").fill("Second");
  await second.getByRole("button", { name: "Halt never.*" }).click();
  await expect(second.getByText("Nothing was halted")).toBeVisible();
  await expect(second.getByLabel("Reason")).toHaveValue("Second");
  await second.getByRole("button", { name: "Cancel" }).click();
  await banner(page)
    .getByRole("link", { name: /View halt/ })
    .click();
  await page.getByLabel("Reason").fill("Done");
  await page.getByRole("button", { name: "Resume never.*" }).click();
  await expect(banner(page)).toHaveCount(0);
});

test("a person forces the breaker of an agent open, and releases it", async ({ page }) => {
  const { id, name } = await newAgent();
  await signIn(page, demo, `/agents/${id}`);
  const section = page.getByRole("region", { name: "Breaker" });
  await expect(section.getByText("Closed")).toBeVisible();
  await section.getByRole("button", { name: "Override" }).click();
  const dialog = page.getByRole("dialog", { name: `Override the breaker of ${name}?` });
  await expect(dialog.getByLabel("Reason")).toBeFocused();
  await expectClean(page);
  await dialog.getByLabel("Reason").fill("Provider outage");
  await dialog.getByRole("button", { name: "Hold open" }).click();
  await expect(section.getByText("Held open")).toBeVisible();
  await expect(section.getByText("Provider outage")).toBeVisible();
  await section.getByRole("button", { name: "Override" }).click();
  await dialog.getByLabel("Reason").fill("The provider works again");
  await dialog.getByRole("button", { name: "Release" }).click();
  await expect(section.getByText("Held open")).toHaveCount(0);
});

test("a person schedules a drill, sees its result, and removes it", async ({ page }) => {
  const { name, key } = await newAgent();
  const disconnect = await connect(key);
  await signIn(page, demo, "/agents/drills");
  await page.getByRole("button", { name: "New drill" }).click();
  const dialog = page.getByRole("dialog", { name: "New drill" });
  await dialog.getByLabel("Canary agent").selectOption({ label: name });
  await expectClean(page);
  await dialog.getByRole("button", { name: "Schedule drill" }).click();
  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row.getByText("Passed")).toBeVisible({ timeout: 20_000 });
  await expect(row.getByText("1 of 1 client in time")).toBeVisible();
  await expectClean(page);
  await row.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("button", { name: "Remove drill" }).click();
  await expect(row).toHaveCount(0);
  disconnect();
});
