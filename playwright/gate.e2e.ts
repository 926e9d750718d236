import { execFile } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, type Page, test } from "@playwright/test";
import { AgentProcess } from "./agent-process.ts";
import { clearQueue } from "./clear-queue.ts";
import { type Demo, readDemo } from "./demo.ts";
import { untilPressesCount } from "./press-guard.ts";
import { signIn } from "./sign-in.ts";

const demo: Demo = readDemo();
const CLI = fileURLToPath(new URL("../packages/cli/bin/agentlattice.mjs", import.meta.url));
const WITHIN_MS = 1_000;

/** A repository per test, so that each test finds its own request in the queue. */
const repo = () => `acme/journey-${Math.random().toString(36).slice(2, 8)}`;

async function openRequest(page: Page, name: string): Promise<void> {
  // The row arrives over the live stream, without a reload.
  await page
    .getByRole("link", { name: new RegExp(name) })
    .or(page.getByRole("option", { name: new RegExp(name) }))
    .first()
    .click();
  await expect(
    page
      .getByRole("heading", { level: 2 })
      .or(page.getByRole("heading", { level: 1 }))
      .filter({ hasText: name })
      .first(),
  ).toBeVisible();
}

async function publish(document: object): Promise<void> {
  const { id } = await (await api("/policies", { document })).json();
  await api(`/policies/${id}/publish`, {});
}

async function api(pathname: string, body?: object): Promise<Response> {
  const headers = { authorization: `Bearer ${demo.org_api_key}`, ...(body ? { "content-type": "application/json" } : {}) };
  const response = await fetch(`${demo.api_url}/api/v1${pathname}`, {
    headers,
    ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`${pathname}: ${response.status} ${await response.text()}`);
  return response;
}

test.beforeEach(() => clearQueue(demo));

test("an agent waits, a person approves in the browser, the agent continues, and the ledger verifies offline", async ({ page }) => {
  await signIn(page, demo, "/approvals");
  const name = repo();
  const agent = new AgentProcess(demo, "pr.merge", name);
  await openRequest(page, name);
  await expect(page.getByText("U+200B")).toBeVisible();
  await expect(page.getByText("<img src=x onerror=alert(1)>")).toBeVisible();
  await untilPressesCount(page);
  const clickedAt = Date.now();
  await page.getByRole("button", { name: /^Approve/ }).click();
  expect(await agent.exited).toBe(0);
  const executed = agent.step("executed");
  expect(executed).toMatchObject({ permit: true });
  expect((executed?.at ?? Number.POSITIVE_INFINITY) - clickedAt).toBeLessThan(WITHIN_MS);

  const folder = await mkdtemp(path.join(tmpdir(), "al-journey-"));
  const entries = path.join(folder, "entries.ndjson");
  const checkpoint = path.join(folder, "checkpoint.txt");
  await writeFile(entries, Buffer.from(await (await api("/audit/export?format=ndjson")).arrayBuffer()));
  const head = await (await api("/audit/checkpoint")).json();
  await writeFile(checkpoint, head.checkpoint);
  // Exit code 10: valid, but not pinned or witnessed yet.
  const verified = await promisify(execFile)(process.execPath, [
    CLI,
    "verify",
    entries,
    "--checkpoint",
    checkpoint,
    "--vkey",
    head.vkey,
  ]).catch((error) => error);
  expect(verified.code, `${verified.stdout}${verified.stderr}`).toBe(10);
});

test("a denial reaches the agent as a typed error with the reviewer's reason", async ({ page }) => {
  await signIn(page, demo, "/approvals");
  const name = repo();
  const agent = new AgentProcess(demo, "pr.merge", name);
  await openRequest(page, name);
  await untilPressesCount(page);
  await page.getByRole("button", { name: /^Deny/ }).click();
  await page.getByRole("textbox", { name: /reason/i }).fill("Wait for the release freeze.");
  await page.getByRole("button", { name: /^Deny/ }).click();
  expect(await agent.exited).toBe(3);
  expect(agent.step("refused")).toMatchObject({
    name: "AgentLatticeDeniedError",
    reason: "DENIED_BY_REVIEWER",
    reviewer: "Wait for the release freeze.",
  });
});

test("a request can be decided by keyboard alone", async ({ page }) => {
  await signIn(page, demo, "/approvals");
  const name = repo();
  const agent = new AgentProcess(demo, "pr.merge", name);
  await openRequest(page, name);
  await untilPressesCount(page);
  await page.locator("body").press("a");
  expect(await agent.exited).toBe(0);
});

test("a request made during the first read of the queue is listed", async ({ page }) => {
  const name = repo();
  const streamed = page.waitForResponse(/events\/stream/);
  let agent: AgentProcess | undefined;
  // The first answer was read before the request existed, and arrives after the live stream announced it.
  await page.route(/approvals\?status=pending/, async (route) => {
    const response = await route.fetch();
    if (agent === undefined) {
      await streamed;
      agent = new AgentProcess(demo, "pr.merge", name);
      await expect(async () => {
        const { data } = (await (await api("/audit/events?kind=approval.requested&limit=1")).json()) as { data: { timestamp: string }[] };
        expect(Date.now() - Date.parse(data[0]?.timestamp ?? "")).toBeLessThan(5_000);
      }).toPass();
      await new Promise((resume) => setTimeout(resume, 500));
    }
    await route.fulfill({ response });
  });
  await signIn(page, demo, "/approvals");
  await openRequest(page, name);
  await untilPressesCount(page);
  await page.getByRole("button", { name: /^Approve/ }).click();
  expect(await agent?.exited).toBe(0);
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("an expired request reaches the agent as a timeout", async () => {
  await publish({
    apiVersion: "agentlattice/v1",
    kind: "Policy",
    metadata: { name: "journey-short-lived" },
    spec: { effect: "approve", match: { actions: ["journey.short_lived"] }, approval: { approvers: ["role:owner"], expires: "2s" } },
  });
  const agent = new AgentProcess(demo, "journey.short_lived", repo());
  expect(await agent.exited).toBe(3);
  expect(agent.step("refused")).toMatchObject({ name: "AgentLatticeTimeoutError" });
});
