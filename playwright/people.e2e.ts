import { type Browser, expect, type Page, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { signIn } from "./sign-in.ts";

const demo = readDemo();
const unique = (name: string) => `${name}-${Math.random().toString(36).slice(2, 8)}`;
const PASSWORD = "quiet harbour lantern";
const TOKEN = /ali_[A-Za-z0-9_-]{43}/;

/** Requests the API through the console, as a script of the page. */
const ask = (page: Page, method: string, path: string, body?: object) =>
  page.evaluate(
    ([verb, at, sent]) =>
      fetch(`/api/v1${at}`, {
        method: verb as string,
        headers: { "content-type": "application/json" },
        ...(sent ? { body: sent } : {}),
      }).then((answer) => answer.status),
    [method, path, body ? JSON.stringify(body) : ""],
  );

async function invite(page: Page, email: string, role: string): Promise<string> {
  await page.goto(`${demo.console_url}/settings/invitations?open=invite`);
  await page.getByLabel("Email").fill(email);
  await page.getByRole("radio", { name: role }).check();
  await page.getByRole("button", { name: "Create invitation" }).click();
  const link = await page.getByText(TOKEN).textContent();
  await page.getByRole("button", { name: "Done" }).click();
  return link ?? "";
}

/** Opens a browser for another person, and records the addresses that it requests. */
async function otherBrowser(browser: Browser) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  return { context, page, asked };
}

async function join(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Choose a password").fill(PASSWORD);
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await expect(page).toHaveURL(/\/overview$/);
}

test("an invited person joins, works with the given role, and loses access when removed", async ({ page, browser }) => {
  test.setTimeout(120_000);
  await signIn(page, demo, "/settings/members");
  const email = `${unique("elif")}@guests.example`;
  const link = await invite(page, email, "Operator");
  await expect(page.getByRole("table").getByText(email)).toBeVisible();
  await expect(page.getByText(TOKEN)).toHaveCount(0);
  const kept = await page.evaluate("JSON.stringify([location.href, {...localStorage}, {...sessionStorage}, document.cookie])");
  expect(kept).not.toMatch(TOKEN);

  const guest = await otherBrowser(browser);
  await guest.page.goto(link);
  await expect(guest.page.getByRole("heading", { name: /^Join / })).toBeVisible();
  await expect(guest.page.getByLabel("Work email")).toHaveValue(email);
  await expectClean(guest.page);
  await join(guest.page, link, "Elif Kaya");
  expect(guest.asked.filter((url) => TOKEN.test(url.replace(/#.*/, "")))).toEqual([]);
  const cookies = await guest.context.cookies();
  expect(cookies.filter(({ value }) => TOKEN.test(decodeURIComponent(value)))).toEqual([]);

  const late = await otherBrowser(browser);
  await late.page.goto(link);
  await expect(late.page.getByRole("heading", { name: "The invitation is no longer valid" })).toBeVisible();
  await late.context.close();

  await page.goto(`${demo.console_url}/settings/members?q=${encodeURIComponent(email)}`);
  await expect(page.getByRole("button", { name: "Role of Elif Kaya: Operator" })).toBeVisible();
  await guest.page.goto(`${demo.console_url}/settings/members`);
  await expect(guest.page.getByText("Members are for owners and admins")).toBeVisible();
  expect(await ask(guest.page, "GET", "/members")).toBe(403);

  await page.getByRole("button", { name: "Role of Elif Kaya: Operator" }).click();
  await page.getByRole("menuitemradio", { name: "Auditor" }).click();
  await page.getByRole("button", { name: "Make an auditor" }).click();
  await expect(page.getByText("Elif Kaya is now an auditor")).toBeVisible();
  await expect(guest.page.getByRole("button", { name: /Elif Kaya, Auditor/ })).toBeVisible();
  // An auditor can list members but cannot change them.
  await expect(guest.page.getByRole("table").getByText("Elif Kaya").last()).toBeVisible();
  await guest.page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "General" }).click();
  await expect(guest.page.getByRole("textbox", { name: "Name" })).toHaveAttribute("readonly", "");
  await expect(guest.page.getByRole("button", { name: /^Delete / })).toHaveAttribute("aria-disabled", "true");
  expect(await ask(guest.page, "PATCH", "/org", { name: "Ours now" })).toBe(403);

  await page.getByRole("button", { name: "Remove Elif Kaya" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove Elif Kaya" }).click();
  await expect(page.getByText("Elif Kaya was removed")).toBeVisible();
  // The console may be on its way to the sign-in page already, which interrupts this navigation.
  await guest.page.goto(`${demo.console_url}/overview`).catch((error: Error) => {
    if (!/interrupted by another navigation|ERR_ABORTED/.test(error.message)) throw error;
  });
  await expect(guest.page).toHaveURL(/\/sign-in/);
  await guest.context.close();
});

test("an invitation is not accepted by another signed-in person; a person with an account joins with their session", async ({
  page,
  browser,
}) => {
  await signIn(page, demo, "/settings/members");
  const email = `${unique("noor")}@guests.example`;
  const link = await invite(page, email, "Member");
  await page.goto("about:blank");
  await page.goto(link);
  await expect(page.getByText(`You are signed in as ${demo.email}`)).toBeVisible();

  const owner = await otherBrowser(browser);
  await signUp(owner.page, unique("Halden"), email);
  await owner.page.goto(link);
  await owner.page.getByRole("button", { name: /^Join as / }).click();
  await expect(owner.page).toHaveURL(/\/overview$/);
  await expect(owner.page.getByRole("button", { name: "Demo organisation. Switch organisation" })).toBeVisible();
  await owner.context.close();
});

async function signUp(page: Page, organisation: string, email: string): Promise<void> {
  await page.goto(`${demo.console_url}/sign-in`);
  await page.getByRole("link", { name: "Create organisation" }).click();
  await page.getByRole("textbox", { name: "Organisation" }).fill(organisation);
  await page.getByLabel("Your name").fill("Mei Okafor");
  await page.getByLabel("Work email").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create organisation" }).click();
  await expect(page).toHaveURL(/\/overview$/);
}

test("signing up creates an organisation; switching shows no data of the previous one in any tab", async ({ page, context }) => {
  test.setTimeout(120_000);
  const [first, second] = [unique("First"), unique("Second")];
  await signUp(page, first, `${unique("mei")}@orgs.example`);
  expect(await ask(page, "POST", "/agents", { name: "only-in-first", capabilities: ["doc.read"] })).toBe(201);
  await page.getByRole("link", { name: "Agents", exact: true }).click();
  await expect(page.getByRole("link", { name: "only-in-first" })).toBeVisible();

  await page.getByRole("button", { name: `${first}. Switch organisation` }).click();
  await page.getByRole("menuitem", { name: "Create organisation" }).click();
  await page.getByRole("textbox", { name: "Organisation" }).fill(second);
  await page.getByLabel("Password").fill("not the password of mei");
  await page.getByRole("button", { name: "Create organisation" }).click();
  await expect(page.getByText("The organisation was not created")).toBeVisible();
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create organisation" }).click();
  await expect(page.getByRole("button", { name: `${second}. Switch organisation` })).toBeVisible();
  await page.getByRole("link", { name: "Agents", exact: true }).click();
  await expect(page.getByText("No agents yet")).toBeVisible();

  const tab = await context.newPage();
  await tab.goto(`${demo.console_url}/agents`);
  await expect(tab.getByText("No agents yet")).toBeVisible();
  await page.getByRole("button", { name: `${second}. Switch organisation` }).click();
  await page.getByRole("menuitemradio", { name: new RegExp(first) }).click();
  await expect(page.getByRole("button", { name: `${first}. Switch organisation` })).toBeVisible();
  await expect(tab.getByRole("button", { name: `${first}. Switch organisation` })).toBeVisible();

  await page.goto(`${demo.console_url}/settings/sessions`);
  await expect(page.getByRole("list", { name: "Sessions" }).getByRole("listitem")).toHaveCount(1);

  await page.goto(`${demo.console_url}/settings/organisation`);
  await page.getByRole("textbox", { name: "Name" }).fill(`${first} renamed`);
  await page.getByRole("button", { name: "Rename organisation" }).click();
  await expect(page.getByRole("button", { name: `${first} renamed. Switch organisation` })).toBeVisible();
  await page.getByRole("button", { name: "Switch on word index" }).click();
  await expect(page.getByRole("heading", { name: "Word index: on" })).toBeVisible();
  await page.getByRole("button", { name: "Erase word index" }).click();
  await expect(page.getByRole("heading", { name: "Word index: off" })).toBeVisible();
  await page.getByRole("button", { name: `Delete ${first} renamed` }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("link", { name: "Export the ledger first" })).toBeVisible();
  const remove = dialog.getByRole("button", { name: `Delete ${first} renamed` });
  await expect(remove).toHaveAttribute("aria-disabled", "true");
  await dialog.getByLabel("Type the organisation's name").fill(`${first} renamed`);
  await dialog.getByLabel("Your account password").fill("not the password of mei");
  await remove.click();
  await expect(dialog.getByText("The password is wrong.")).toBeVisible();
  await dialog.getByLabel("Your account password").fill(PASSWORD);
  await remove.click();
  await expect(page.getByText("This organisation is scheduled for deletion.")).toBeVisible();
  await page.getByRole("link", { name: "Audit", exact: true }).click();
  await page.getByRole("alert").getByRole("button", { name: "Cancel deletion" }).click();
  await expect(page.getByText("This organisation is scheduled for deletion.")).toBeHidden();
});

test("the only owner cannot step down, and the page shows the reason", async ({ page }) => {
  await signIn(page, demo, "/settings/members?role=owner");
  const role = page.getByRole("button", { name: /^Role of .*: Owner$/ });
  await expect(role).toHaveAttribute("aria-disabled", "true");
  await role.focus();
  await expect(page.getByRole("tooltip")).toContainText("This is the only owner");
});

test("an invitation is created, copied and withdrawn by keyboard", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const email = `${unique("keys")}@guests.example`;
  await signIn(page, demo, "/settings/invitations");
  const tabTo = async (name: RegExp) => {
    for (let presses = 0; presses < 60; presses++) {
      const focused = await page.evaluate(
        "document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''",
      );
      if (name.test(String(focused))) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not lead to ${name}`);
  };
  await tabTo(/^Invite person$/);
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Email")).toBeFocused();
  await page.keyboard.type("no address");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Enter an email address")).toBeVisible();
  await expect(page.getByLabel("Email")).toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(email);
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("radio", { name: "Auditor" })).toBeChecked();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Copy the link now" })).toBeVisible();
  await tabTo(/^Copy link/);
  await page.keyboard.press("Enter");
  expect(await page.evaluate("navigator.clipboard.readText()")).toMatch(TOKEN);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await tabTo(new RegExp(`^Withdraw the invitation of ${email}`));
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await tabTo(/^Withdraw invitation$/);
  await page.keyboard.press("Enter");
  await expect(page.getByText(`The invitation of ${email} is withdrawn`)).toBeVisible();
});

test("a session that expires while a person types loses no input", async ({ page }) => {
  await signIn(page, demo, "/settings/invitations?open=invite");
  await page.getByLabel("Email").fill("half-typed@guests.example");
  await page.getByRole("radio", { name: "Operator" }).check();
  expect(await ask(page, "POST", "/auth/sign-out")).toBe(404);
  const mine = await page.evaluate(
    "fetch('/api/v1/auth/sessions').then((answer) => answer.json()).then(({ data }) => data.find((session) => session.current).id)",
  );
  expect(await ask(page, "DELETE", `/sessions/${mine}`)).toBe(204);
  await page.getByRole("button", { name: "Create invitation" }).click();
  await expect(page.getByText("Your unsaved input was kept.")).toBeVisible();
  await page.getByLabel(/work e-?mail/i).fill(demo.email);
  await page.getByLabel("Password").fill(demo.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByLabel("Email")).toHaveValue("half-typed@guests.example");
  await expect(page.getByRole("radio", { name: "Operator" })).toBeChecked();
  await page.getByRole("button", { name: "Cancel" }).click();
});

test("lists that did not load show an error and load on retry", async ({ page }) => {
  await signIn(page, demo, "/settings/organisation");
  for (const [part, route, said] of [
    ["members", "**/api/v1/members?*", "Members did not load"],
    ["sessions", "**/api/v1/auth/sessions", "Your sessions did not load"],
    ["organisation", "**/api/v1/org", "The organisation did not load"],
  ] as const) {
    await page.route(route, (request) => request.fulfill({ status: 502, body: "bad gateway" }));
    await page.goto(`${demo.console_url}/settings/${part}`);
    await expect(page.getByText(said)).toBeVisible();
    await page.unroute(route);
    await page.getByRole("button", { name: "Retry" }).click();
    await expect(page.getByText(said)).toHaveCount(0);
  }
});

test("a wrong current password shows an error and keeps the person signed in", async ({ page }) => {
  await signIn(page, demo, "/settings/password");
  await page.getByLabel("Current password").fill("not mine at all");
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("The password is wrong.")).toBeVisible();
  await expect(page).toHaveURL(/\/settings\/password/);
});

test("an organisation key is shown once, works within its scopes, and ends when revoked", async ({ page }) => {
  const name = unique("pipeline");
  await signIn(page, demo, "/settings/keys?open=key");
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByText("Select at least one scope.")).toBeVisible();
  await page.getByRole("checkbox", { name: /Read policies/ }).check();
  await page.getByRole("button", { name: "Create key" }).click();
  const key = await page.getByText(/^al_live_[0-9A-Za-z]{38}$/).textContent();
  await page.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByText(/^al_live_/)).toHaveCount(0);
  const api = (path: string) =>
    fetch(`${demo.api_url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } }).then(({ status }) => status);
  expect([await api("/policies"), await api("/audit/events")]).toEqual([200, 403]);
  await page.getByRole("button", { name: `Revoke ${name}` }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: `Revoke ${name}` })
    .click();
  await expect(page.getByText(`${name} is revoked`)).toBeVisible();
  expect(await api("/policies")).toBe(401);
});

test("the removal of a person lists what they created, revokes all of it by default, and keeps what is chosen", async ({
  page,
  browser,
}) => {
  test.setTimeout(120_000);
  await signIn(page, demo, "/settings/members");
  const [revoked, kept] = [unique("left"), unique("kept")];
  const guest = await otherBrowser(browser);
  await join(guest.page, await invite(page, `${unique("ada")}@guests.example`, "Admin"), "Ada Leaver");
  for (const name of [revoked, kept]) expect(await ask(guest.page, "POST", "/keys", { name, scopes: ["audit:read"] })).toBe(201);

  await page.goto(`${demo.console_url}/settings/keys`);
  await expect(page.getByRole("row", { name: new RegExp(revoked) })).toContainText("Ada Leaver");
  await page.goto(`${demo.console_url}/settings/members`);
  await page.getByRole("button", { name: "Remove Ada Leaver" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("checkbox", { name: "Revoke all" })).toBeChecked();
  await expect(dialog.getByRole("checkbox", { name: `Revoke API key ${revoked}` })).toBeChecked();
  await expectClean(page);
  await dialog.getByRole("checkbox", { name: `Revoke API key ${kept}` }).uncheck();
  await expect(dialog.getByRole("checkbox", { name: "Revoke all" })).not.toBeChecked();
  await dialog.getByRole("button", { name: "Remove Ada Leaver" }).click();
  await expect(page.getByText("Ada Leaver was removed")).toBeVisible();

  await page.goto(`${demo.console_url}/settings/keys`);
  await expect(page.getByRole("row", { name: new RegExp(kept) })).toContainText("a former member");
  await expect(page.getByRole("row", { name: new RegExp(kept) })).toContainText("no scopes now");
  await expect(page.getByRole("row", { name: new RegExp(revoked) })).toHaveCount(0);
  await page.getByRole("button", { name: `Revoke ${kept}` }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: `Revoke ${kept}` })
    .click();
  await expect(page.getByText(`${kept} is revoked`)).toBeVisible();
  await guest.context.close();
});
