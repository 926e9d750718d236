import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Download, expect, type Page, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();

// The test signs in, opens several pages and runs axe on each, which takes long on a busy machine.
test.describe.configure({ timeout: 180_000 });
const CLI = fileURLToPath(new URL("../packages/cli/bin/agentlattice.mjs", import.meta.url));

const rows = (page: Page) => page.getByRole("table").getByRole("link");

async function submit(action_type: string): Promise<{ audit_event_id: string }> {
  const response = await fetch(`${demo.api_url}/api/v1/actions`, {
    method: "POST",
    headers: { authorization: `Bearer ${demo.agent_api_key}`, "content-type": "application/json" },
    body: JSON.stringify({ action_type, metadata: { repo: "acme/audit" } }),
  });
  return (await response.json()) as { audit_event_id: string };
}

test("new entries appear live, are filtered by the URL and found by their id", async ({ page }) => {
  await signIn(page, demo, "/audit");
  await rows(page).first().waitFor();
  const action = `journey.audit_${Math.random().toString(36).slice(2, 8)}`;
  await page.mouse.move(2, 2);
  const { audit_event_id } = await submit(action);
  await expect(page.getByRole("table").getByText(action)).toBeVisible();
  await page.getByRole("button", { name: /^Kind/ }).click();
  await page.getByRole("menuitemradio", { name: "session.*" }).click();
  await expect(page).toHaveURL(/kind=session/);
  await expect(page.getByRole("table").getByText(action)).toHaveCount(0);
  await expect(page.getByRole("table").getByText("session.started").first()).toBeVisible();
  await page.goto(`${demo.console_url}/audit?q=${audit_event_id}`);
  await expect(rows(page)).toHaveCount(1);
  await page.goto(`${demo.console_url}/audit?kind=permit.consumed&status=denied`);
  await expect(page.getByText("No entries match 2 filters")).toBeVisible();
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await rows(page).first().waitFor();
});

test("an entry shows its proof, its payloads and related entries", async ({ page }) => {
  await signIn(page, demo, "/audit");
  await page.goto(`${demo.console_url}/audit?kind=approval.requested`);
  await rows(page).first().click();
  const entry = page.getByRole("region", { name: "Entry", exact: true });
  await expect(entry.getByText(/verified in this browser/)).toBeVisible();
  await expect(entry.getByRole("region", { name: "Payload decision" })).toContainText("submission");
  await expect(entry.getByText("SIGNED", { exact: true })).toBeVisible();
  await page.reload();
  // The earlier head is a prefix of this one.
  await expect(entry.getByText(/It extends the head of/)).toBeVisible({ timeout: 30_000 });
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`a range is verified off the main thread, and heads are compared (${colorScheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await signIn(page, demo, "/audit");
    await page.getByRole("button", { name: "Verify range" }).click();
    const dialog = page.getByRole("dialog", { name: "Verify in this browser" });
    await dialog.getByRole("button", { name: /^Verify \d/ }).click();
    await expect(dialog.getByRole("heading", { name: /verified in/ })).toBeVisible();
    await expect(dialog.getByText("Limits of this result")).toBeVisible();
    await expectClean(page);
    await dialog.getByLabel("To entry").fill("99999999");
    await expect(dialog.getByText(/newest entry under the signed head/)).toBeVisible();
    const head = await (
      await fetch(`${demo.api_url}/api/v1/audit/checkpoint`, { headers: { authorization: `Bearer ${demo.org_api_key}` } })
    ).json();
    await dialog.getByLabel("Checkpoint").fill(head.checkpoint);
    await dialog.getByRole("button", { name: "Compare" }).click();
    await expect(dialog.getByText(/^Both heads belong to one log/)).toBeVisible();
    await dialog.getByLabel("Checkpoint").fill(head.checkpoint.replace(/\n(\d)/, "\n9$1"));
    await dialog.getByRole("button", { name: "Compare" }).click();
    await expect(dialog.getByText(/^INVALID/)).toBeVisible();
  });
}

test("a head that contradicts the pinned one is DIVERGED", async ({ page }) => {
  await signIn(page, demo, "/audit");
  await expect(page.getByRole("region", { name: "Ledger" }).getByText(/^(SIGNED|PINNED)/)).toBeVisible();
  await page.evaluate(`for (const key of Object.keys(localStorage)) if (key.startsWith("al.ledger.pin.")) {
    localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), rootHex: "ab".repeat(32) }));
  }`);
  await page.reload();
  await expect(page.getByRole("region", { name: "Ledger" }).getByText(/^DIVERGED/)).toBeVisible();
});

test("exported evidence verifies offline with the printed command", async ({ page }) => {
  await signIn(page, demo, "/audit");
  await page.getByRole("button", { name: "Export evidence" }).click();
  const dialog = page.getByRole("dialog", { name: "Export evidence" });
  await expectClean(page);
  const downloads: Download[] = [];
  page.on("download", (download) => downloads.push(download));
  await dialog.getByRole("radio", { name: /^Entries \(NDJSON\)/ }).check();
  await dialog.getByRole("button", { name: "Export", exact: true }).click();
  await expect(dialog.getByText(/in entries\.ndjson/)).toBeVisible();
  await expect.poll(() => downloads.length).toBe(3);
  const folder = await mkdtemp(path.join(tmpdir(), "al-evidence-"));
  for (const download of downloads) await download.saveAs(path.join(folder, download.suggestedFilename()));
  const command = (await dialog.locator("code").textContent()) ?? "";
  const vkey = /--vkey '([^']+)'/.exec(command)?.[1] ?? "";
  // Exit code 10: valid, but not pinned yet.
  const verified = await promisify(execFile)(process.execPath, [CLI, "verify", folder, "--vkey", vkey]).catch((error) => error);
  expect(verified.code, `${verified.stdout}${verified.stderr}`).toBe(10);
});

test("the command line exports a part that verifies under the signed head", async () => {
  const out = path.join(await mkdtemp(path.join(tmpdir(), "al-cli-")), "evidence");
  const env = { ...process.env, AL_API_KEY: demo.org_api_key, AL_BASE_URL: demo.api_url };
  const run = (...words: string[]) => promisify(execFile)(process.execPath, [CLI, ...words], { env }).catch((error) => error);
  const { stdout } = await run("export", "--out", out, "--from", "3", "--to", "20", "--json");
  const exported = JSON.parse(stdout);
  expect(exported).toMatchObject({ entries: 18, from: 3, to: 20, files: ["entries.ndjson", "checkpoint.txt", "manifest.json"] });
  const verified = await run("verify", out, "--vkey", exported.vkey, "--json");
  expect(JSON.parse(verified.stdout)).toMatchObject({ exit_code: 10, status: "SIGNED", entries: 18 });
  expect((await run("export", "--out", out)).code).toBe(2);
  expect((await run("export", "--out", `${out}-2`, "--to", "99999999")).code).toBe(2);
});
