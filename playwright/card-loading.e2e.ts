import { expect, type Page, test } from "@playwright/test";
import { clearQueue } from "./clear-queue.ts";
import { readDemo } from "./demo.ts";
import { call, publishAsking } from "./demo-api.ts";
import { untilPressesCount } from "./press-guard.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 120_000 });

/** Requests of the current test. They are cancelled after it, because other tests look for their own in the part of the queue that is shown. */
const submitted: string[] = [];
test.beforeEach(() => clearQueue(demo));
test.afterEach(async () => {
  for (const id of submitted.splice(0))
    if ((await statusOf(id)) === "pending") await call(`/approvals/${id}/cancel`, demo.agent_api_key, {});
});

/** Publishes a policy with an editable field. @returns a function that submits an action with a difference, and returns the approval's id */
async function publishEditable(): Promise<() => Promise<string>> {
  const action_type = await publishAsking("{ expires: 30m, editable: [{ field: amount, max: 100 }] }");
  const body = { action_type, metadata: { amount: 40 }, supports: ["edit"], before: "replicas: 2", after: "replicas: 9" };
  return async () => {
    const { approval_id } = await call("/actions", demo.agent_api_key, body);
    submitted.push(approval_id);
    return approval_id;
  };
}

/** Keeps back the answers of the requests until `release` is called. */
async function holdBack(page: Page, url: string): Promise<{ release: () => void }> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(url, async (route) => {
    await released;
    await route.continue();
  });
  return { release };
}

const statusOf = async (id: string) => (await call(`/approvals/${id}`, demo.agent_api_key)).status;
const approve = (page: Page) => page.getByRole("button", { name: /^Approve/ });
const skeleton = (page: Page) => page.getByText("Loading the details.");

async function expectWholeCard(page: Page): Promise<void> {
  await expect(approve(page)).toBeEnabled();
  await expect(page.getByText("before and after")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "amount" })).toBeVisible();
}

test("a card shows its buttons together with its difference and editable fields", async ({ page }) => {
  const submit = await publishEditable();
  const id = await submit();
  await signIn(page, demo, "/approvals");
  await page.addInitScript(() => {
    const parts = ["before and after", "Change before approving", "Claim"];
    new MutationObserver(() => {
      const missing = parts.filter((part) => !document.body?.innerText.includes(part));
      const isOpen = [...document.querySelectorAll("button")].some((button) => button.innerText.startsWith("Approve"));
      if (isOpen && missing.length > 0) document.documentElement.dataset.missing = missing.join(", ");
    }).observe(document, { subtree: true, childList: true });
  });
  await page.goto(`${demo.console_url}/approvals/${id}`);
  await expectWholeCard(page);
  expect(await page.evaluate(() => document.documentElement.dataset.missing ?? "none")).toBe("none");
});

for (const [name, size] of [
  ["desktop", { width: 1280, height: 800 }],
  ["phone", { width: 390, height: 844 }],
] as const) {
  test(`a request cannot be decided before its details have loaded, on a ${name}`, async ({ page }) => {
    await page.setViewportSize(size);
    const submit = await publishEditable();
    const [id, next] = [await submit(), await submit()];
    await signIn(page, demo, "/settings/passkeys");
    const first = await holdBack(page, `**/approvals/${id}/review`);
    const second = await holdBack(page, `**/approvals/${next}/review`);
    await page.goto(`${demo.console_url}/approvals/${id}`);
    await expect(skeleton(page)).toBeVisible();
    await page.keyboard.press("a");
    await page.keyboard.press("d");
    await expect(page.getByRole("button", { name: /^(Approve|Deny)/ })).toHaveCount(0);
    await expect(page.getByRole("textbox", { name: /Reason for/ })).toHaveCount(0);
    first.release();
    await expectWholeCard(page);
    expect(await statusOf(id)).toBe("pending");

    await untilPressesCount(page);
    await approve(page).click();
    await expect.poll(() => statusOf(id)).toBe("approved");
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/approvals/${next}`);
    await expect(skeleton(page)).toBeVisible();
    await page.keyboard.press("a");
    await expect(page.getByRole("button", { name: /^(Approve|Deny)/ })).toHaveCount(0);
    second.release();
    await expectWholeCard(page);
    expect(await statusOf(next)).toBe("pending");
  });
}
