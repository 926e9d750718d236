// Uses an installation as its first owner does: signs in to the console, loads every file that its pages name, creates an agent, and lets it
// act. Prints one JSON object. Usage: node use-installation.mjs <console> <api> <email> <password>
import assert from "node:assert/strict";

const [consoleUrl = "", apiUrl = "", email = "", password = ""] = process.argv.slice(2);
/** @type {Map<string, string>} */
const cookies = new Map();

/** @param {string} path @param {RequestInit} [init] */
async function browse(path, init = {}) {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const answer = await fetch(new URL(path, consoleUrl), {
    redirect: "manual",
    ...init,
    headers: { ...init.headers, cookie, origin: consoleUrl },
  });
  for (const line of answer.headers.getSetCookie()) {
    const [pair = ""] = line.split(";");
    cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
  }
  return answer;
}

/** Loads a page and every file that it names. @param {string} path */
async function loadPage(path) {
  const page = await browse(path);
  assert.equal(page.status, 200, `${path} answers ${page.status}`);
  const html = await page.text();
  const files = new Set(
    [...html.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css|woff2|svg|png|ico|webmanifest)[^"]*)"/g)].map(([, file]) => String(file)),
  );
  for (const file of files) assert.equal((await browse(file.replaceAll("&amp;", "&"))).status, 200, `${file} of ${path}`);
  return { html, files: files.size };
}

const signInPage = await loadPage("/sign-in");
assert.ok(signInPage.files > 3, "the sign-in page names scripts and styles");
const { csrfToken } = await (await browse("/api/auth/csrf")).json();
const form = new URLSearchParams({ csrfToken, email, password, json: "true", callbackUrl: consoleUrl });
const signedIn = await browse("/api/auth/callback/credentials", { method: "POST", body: form });
assert.equal(signedIn.status, 200, `signing in answers ${signedIn.status}: ${await signedIn.text()}`);
const overview = await loadPage("/overview");

/** @param {string} path @param {string} token @param {object} [body] */
async function call(path, token, body) {
  const answer = await fetch(`${apiUrl}/api/v1/${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { "content-type": "application/json", ...(token === "" ? {} : { authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${path} answers ${answer.status}: ${text}`);
  return JSON.parse(text);
}
const { token } = await call("auth/sign-in", "", { email, password });
const name = `worker-${Date.now()}`;
const agent = await call("agents", token, { name, capabilities: ["doc.*"] });
const { api_key: key } = await call(`agents/${agent.id}/keys`, token, { name: "first" });
const denied = await call("actions", key, { action_type: "doc.read" });
assert.equal(denied.status, "denied");
const verified = await call("audit/verify", token);
assert.equal(verified.chain_valid, true);
process.stdout.write(
  `${JSON.stringify({ files: signInPage.files + overview.files, denial_reason: denied.denial_reason, size: verified.size })}\n`,
);
