import { expect, type Page, test } from "@playwright/test";
import { AgentProcess } from "./agent-process.ts";
import { clearQueue } from "./clear-queue.ts";
import { readDemo } from "./demo.ts";
import { call, publishAsking } from "./demo-api.ts";
import { untilPressesCount } from "./press-guard.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 120_000 });

const repo = () => `acme/decide-${Math.random().toString(36).slice(2, 8)}`;
const pathOf = (page: Page) => new URL(page.url()).pathname;

async function open(page: Page, name: string): Promise<string> {
  await page
    .getByRole("link", { name: new RegExp(name) })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 2 }).filter({ hasText: name })).toBeVisible();
  return pathOf(page).replace("/approvals/", "");
}

/** Denies a request over the API as the operator of the demo, as from another browser. */
async function colleagueDenies(id: string): Promise<string> {
  const { token, user } = await call("/auth/sign-in", "", { email: demo.operator_email, password: demo.operator_password });
  const { digest } = await call(`/approvals/${id}/review`, token);
  await call(`/approvals/${id}/decision`, token, { decision: "deny", digest, reason: "Not today." });
  return user.name;
}

test.beforeEach(() => clearQueue(demo));

test("the next request is open and focused after a decision, and a second press does not decide it", async ({ page }) => {
  await signIn(page, demo, "/approvals");
  const [first, second] = [repo(), repo()];
  const agents = [new AgentProcess(demo, "pr.merge", first), new AgentProcess(demo, "pr.merge", second)];
  await expect(page.getByRole("link", { name: new RegExp(second) }).first()).toBeVisible();
  const id = await open(page, first);
  await untilPressesCount(page);
  await page.keyboard.press("a");
  await expect.poll(() => pathOf(page)).not.toBe(`/approvals/${id}`);
  await page.keyboard.press("a");
  await expect(page.getByText("Exact arguments")).toBeVisible();
  const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName.toLowerCase());
  await expect.poll(focused).toMatch(/^(approval-subject|button)$/);
  const next = pathOf(page).replace("/approvals/", "");
  expect((await call(`/approvals/${next}`, demo.org_api_key).catch(() => ({ status: "pending" }))).status).toBe("pending");
  expect(await agents[0]?.exited).toBe(0);
  await open(page, second);
  await untilPressesCount(page);
  await page.getByRole("button", { name: /^Approve/ }).click();
  expect(await agents[1]?.exited).toBe(0);
});

test("the next request opens if switched on, and Z undoes the last decision until the agent continues", async ({ page }) => {
  const action_type = await publishAsking("{ expires: 30m }");
  const submit = async (name: string): Promise<string> =>
    (await call("/actions", demo.agent_api_key, { action_type, metadata: { repo: name } })).approval_id;
  const [first, second] = [await submit(repo()), await submit(repo())];
  const statusOf = async (id: string) => (await call(`/approvals/${id}`, demo.agent_api_key)).status;
  await signIn(page, demo, "/approvals");
  await page.goto(`${demo.console_url}/approvals/${first}`);
  const opensNext = page.getByRole("checkbox", { name: "Open next request after deciding" });
  await opensNext.uncheck();
  await page.reload();
  await expect(opensNext).not.toBeChecked();
  await untilPressesCount(page);
  await page.keyboard.press("a");
  await expect(page.getByText(/You approved this/)).toBeVisible();
  expect(pathOf(page)).toBe(`/approvals/${first}`);
  await page.keyboard.press("z");
  await expect(opensNext).toBeVisible();
  await expect.poll(() => statusOf(first)).toBe("pending");

  await opensNext.check();
  await untilPressesCount(page);
  await page.keyboard.press("a");
  await expect.poll(() => pathOf(page)).not.toBe(`/approvals/${first}`);
  const toast = page.locator("[data-sonner-toast]").filter({ hasText: "You approved" });
  await expect(toast.getByRole("button", { name: "Undo" })).toBeVisible();
  await page.keyboard.press("z");
  await expect.poll(() => statusOf(first)).toBe("pending");
  await expect.poll(() => pathOf(page)).toBe(`/approvals/${first}`);
  for (const id of [first, second]) await call(`/approvals/${id}/cancel`, demo.agent_api_key, {});
});

test("a request that has just appeared ignores presses, whether a link or the list opened it", async ({ page }) => {
  const action_type = await publishAsking("{ expires: 30m }");
  const submit = async (name: string): Promise<string> =>
    (await call("/actions", demo.agent_api_key, { action_type, metadata: { repo: name } })).approval_id;
  const ids = [await submit(repo()), await submit(repo())];
  const statusOf = async (id: string | undefined) => (await call(`/approvals/${id}`, demo.agent_api_key)).status;
  await signIn(page, demo, "/approvals");
  // Presses at the moment at which the buttons appear.
  await page.addInitScript(() => {
    let pressed: Element | null = null;
    new MutationObserver(() => {
      const button = [...document.querySelectorAll("button")].find((one) => one.innerText.startsWith("Approve"));
      if (!button || button === pressed) return;
      pressed = button;
      button.click();
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }));
    }).observe(document, { subtree: true, childList: true });
  });
  const notice = page.getByText("The press did not count, because the request had just appeared. Press again to decide.");
  await page.goto(`${demo.console_url}/approvals/${ids[0]}`);
  await expect(notice).toBeVisible();
  await page.locator(`a[data-approval="${ids[1]}"]`).click();
  await expect.poll(() => pathOf(page)).toBe(`/approvals/${ids[1]}`);
  await expect(notice).toBeVisible();
  expect([await statusOf(ids[0]), await statusOf(ids[1])]).toEqual(["pending", "pending"]);
  await untilPressesCount(page);
  await page.keyboard.press("a");
  await expect.poll(() => statusOf(ids[1])).toBe("approved");
  expect(await statusOf(ids[0])).toBe("pending");
  await call(`/approvals/${ids[0]}/cancel`, demo.agent_api_key, {});
});

test("selecting another list closes the open request", async ({ page }) => {
  const action_type = await publishAsking("{ expires: 30m }");
  const { approval_id } = await call("/actions", demo.agent_api_key, { action_type, metadata: { repo: repo() } });
  await signIn(page, demo, "/approvals");
  await page.goto(`${demo.console_url}/approvals/${approval_id}`);
  await expect(page.getByRole("button", { name: /^Approve/ })).toBeVisible();
  await page.getByRole("navigation", { name: "Lists" }).getByRole("button", { name: "Decided" }).click();
  await expect(page.getByText("Select a request to read it.")).toBeVisible();
  expect(page.url()).toBe(`${demo.console_url}/approvals?tab=decided`);
  await page.goBack();
  await expect(page.getByRole("button", { name: /^Approve/ })).toBeVisible();
  await call(`/approvals/${approval_id}/cancel`, demo.agent_api_key, {});
});

test("a request whose stored arguments were altered shows a warning and no unknown times", async ({ page }) => {
  const action_type = await publishAsking("{ expires: 8h }");
  const { approval_id } = await call("/actions", demo.agent_api_key, {
    action_type,
    justification: "Because.",
    metadata: { repo: repo() },
  });
  await signIn(page, demo, "/approvals");
  await page.route(`**/approvals/${approval_id}/review`, async (route) => {
    const response = await route.fetch();
    const altered = { status: "refused", refusal: "APPROVAL_TAMPERED", submission: null, requested: null, target: null };
    await route.fulfill({ response, json: { ...(await response.json()), ...altered } });
  });
  await page.goto(`${demo.console_url}/approvals/${approval_id}`);
  await expect(page.getByText("The stored arguments were altered: they do not match the ledger, so they are not shown.")).toBeVisible();
  await expect(page.getByText("The reason is stored with the arguments, so it is not shown.")).toBeVisible();
  await expect(page.getByText(/erased|from request to the end|approving allows exactly these/)).toHaveCount(0);
  await expect(page.getByText(/^(requested|Requested\. .* UTC\.)$/).filter({ visible: true })).toBeVisible();
  await page.unrouteAll({ behavior: "wait" });
  await call(`/approvals/${approval_id}/cancel`, demo.agent_api_key, {});
});

test("a colleague's decision keeps the reason that is being written, and is announced", async ({ page }) => {
  await signIn(page, demo, "/approvals");
  const name = repo();
  const agent = new AgentProcess(demo, "pr.merge", name);
  const id = await open(page, name);
  await untilPressesCount(page);
  await page.keyboard.press("d");
  const reason = page.getByRole("textbox", { name: /reason/i });
  await reason.fill("Because the tests of the");
  const colleague = await colleagueDenies(id);
  await expect(page.getByText(`${colleague} denied this first; your denial was not counted.`)).toBeVisible();
  await expect(reason).toHaveValue("Because the tests of the");
  await expect(reason).toBeFocused();
  expect(await agent.exited).toBe(3);
  await page.keyboard.press("Escape");
  await expect(reason).toHaveCount(0);
  await expect(page.getByText(`${colleague} denied this`).first()).toBeVisible();
});

test("a decision that lost a race names the first decider and that the approval was not counted", async ({ page }) => {
  await signIn(page, demo, "/approvals");
  const name = repo();
  const agent = new AgentProcess(demo, "pr.merge", name);
  const id = await open(page, name);
  let colleague = "";
  // The other decision arrives between the click and its request.
  await page.route(`**/approvals/${id}/decision`, async (route) => {
    colleague = await colleagueDenies(id);
    await route.continue();
  });
  await untilPressesCount(page);
  await page.getByRole("button", { name: /^Approve/ }).click();
  await expect(page.getByText(/denied this first; your approval was not counted\./)).toBeVisible();
  await expect(page.getByText(`${colleague} denied this first`)).toBeVisible();
  expect(await agent.exited).toBe(3);
});

test("verifying the whole ledger in the browser is recorded", async ({ page }) => {
  await signIn(page, demo, "/audit?open=verify");
  await page.getByRole("button", { name: /^Verify [\d,]+ entries/ }).click();
  await expect(page.getByText(/^Recorded: you verified/)).toBeVisible({ timeout: 60_000 });
  const { data } = await call("/audit/events?kind=ledger.verified&limit=1", demo.org_api_key);
  expect(data[0]).toMatchObject({ kind: "ledger.verified", actor: { type: "user" } });
});
