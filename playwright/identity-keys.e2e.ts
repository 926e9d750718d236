import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { expect, test } from "@playwright/test";
import { expectClean } from "./axe.ts";
import { readDemo } from "./demo.ts";
import { call } from "./demo-api.ts";
import { openAsOperator, signIn } from "./sign-in.ts";

const demo = readDemo();
test.describe.configure({ timeout: 120_000 });

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Submits an action with a statement that has this sequence number. */
async function submit(agent: { id: string; key: string }, by: { id: string; privateKey: KeyObject }, seq: number): Promise<void> {
  const body = JSON.stringify({ action_type: "signed.probe" });
  const claims = {
    agent: agent.id,
    seq,
    nonce: randomBytes(16).toString("base64url"),
    exp: Math.floor(Date.now() / 1_000) + 60,
    digest: createHash("sha256").update(body).digest("hex"),
  };
  const signed = `${encode({ alg: "EdDSA", typ: "al-statement+jwt", kid: by.id })}.${encode(claims)}`;
  const jws = `${signed}.${sign(null, Buffer.from(signed), by.privateKey).toString("base64url")}`;
  const headers = { authorization: `Bearer ${agent.key}`, "content-type": "application/json", "x-al-statement": jws };
  expect((await fetch(`${demo.api_url}/api/v1/actions`, { method: "POST", headers, body })).status).toBe(200);
}

for (const viewport of [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
])
  test(`an owner registers, rotates and revokes an identity key, and sees the gaps, at ${viewport.width} px`, async ({ page, browser }) => {
    await page.setViewportSize(viewport);
    const name = `signer-${randomBytes(4).toString("hex")}`;
    const { id } = await call("/agents", demo.org_api_key, { name, capabilities: ["*"] });
    const { api_key: key } = await call(`/agents/${id}/keys`, demo.org_api_key, { name: "ci" });
    const pairs = [generateKeyPairSync("ed25519"), generateKeyPairSync("ed25519")];
    const [first = "", second = ""] = pairs.map((pair) =>
      pair.publicKey.export({ format: "der", type: "spki" }).subarray(12).toString("base64"),
    );

    await signIn(page, demo, `/agents/${id}`);
    const section = page.getByRole("region", { name: "Identity keys" });
    await expect(section.getByText("No identity key. The agent acts without signed statements.")).toBeVisible();
    await section.getByRole("button", { name: "Register key" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByLabel("Public key")).toBeFocused();
    await dialog.getByLabel("Public key").fill("AAAA");
    await expect(dialog.getByText("A public key is 32 bytes as base64")).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Register key" })).toHaveAttribute("aria-disabled", "true");
    await dialog.getByLabel("Public key").fill(first);
    await expectClean(page);
    await dialog.getByRole("button", { name: "Register key" }).click();
    await expect(dialog).toBeHidden();
    const keys = section.getByRole("list").first().locator(":scope > li");
    await expect(keys).toHaveCount(1);
    await expect(keys.first()).toContainText("active");
    await expect(keys.first()).toContainText("used never");

    const { data } = await call(`/agents/${id}/identity-keys`, demo.org_api_key);
    for (const seq of [1, 2, 6, 9, 14, 15, 17, 20, 24])
      await submit({ id, key }, { id: data[0].id, privateKey: pairs[0]?.privateKey as KeyObject }, seq);
    await expect(section.getByText("15 sequence numbers missing")).toBeVisible();
    const gaps = section.getByRole("table");
    await expect(gaps.getByRole("row").nth(1)).toContainText(/21\s*23\s*3/);
    await expect(gaps.getByRole("row")).toHaveCount(1 + 5);
    await section.getByRole("button", { name: "Show 1 older gap" }).click();
    await expect(gaps.getByRole("row")).toHaveCount(1 + 6);

    await section.getByRole("button", { name: /^Rotate / }).click();
    await dialog.getByLabel("Public key").fill(second);
    await dialog.getByRole("button", { name: "Rotate key" }).click();
    await expect(dialog).toBeHidden();
    await expect(keys).toHaveCount(2);
    await expect(keys.nth(1)).toContainText("rotated, ends in");
    await expectClean(page);

    await keys
      .first()
      .getByRole("button", { name: /^Revoke / })
      .click();
    await dialog.getByRole("button", { name: /^Revoke / }).click();
    await expect(keys.first()).toContainText("revoked");
    await expect(keys.first().getByRole("button", { name: /^Revoke / })).toHaveCount(0);
    await expect(page.getByText(/^Revoked /)).toBeVisible();

    const operator = await openAsOperator(browser, demo, `/agents/${id}`);
    const shown = operator.getByRole("region", { name: "Identity keys" });
    await expect(shown.getByText("rotated, ends in")).toBeVisible();
    await expect(shown.getByRole("button", { name: /Register|Rotate|Revoke/ })).toHaveCount(0);
    await operator.close();
  });
