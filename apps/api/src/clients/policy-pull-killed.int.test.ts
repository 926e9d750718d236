import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

const cliFolder = fileURLToPath(new URL("../../../../packages/cli", import.meta.url));
/** Inside the package, where commander is found. */
const built = join(cliFolder, "node_modules/.cache/cli-killed");
const folder = mkdtempSync(join(tmpdir(), "al-killed-"));
const NAMES = Array.from({ length: 24 }, (_, i) => `p${i}.yaml`);
/** Number of attempts, because on a busy machine many signals arrive after the pull has ended. */
const ROUNDS = 60;
const WANTED = 4;
/** A file of 23 KB, so that the process can be killed while it writes. */
const OLD = `# ${"what was there before ".repeat(1_000)}\n`;

let api: TestApi;
let served: ServedApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  for (const [i] of NAMES.entries())
    await org.publish(
      policy(`p${i}`, { effect: "allow", match: { actions: Array.from({ length: 250 }, (_, k) => `${"long_".repeat(20)}${k}`) } }),
    );
  await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.resolve("tsdown/run")), "--out-dir", built], { cwd: cliFolder });
});
afterAll(async () => {
  await served.close();
  await api.close();
  for (const made of [folder, built]) rmSync(made, { recursive: true, force: true });
});

const pull = () =>
  spawn(process.execPath, [join(built, "main.mjs"), "policy", "pull", folder], {
    env: { PATH: process.env.PATH, HOME: folder, AL_API_KEY: org.orgKey, AL_BASE_URL: served.url },
    stdio: "ignore",
  });
const read = () => NAMES.map((name) => readFileSync(join(folder, name), "utf8"));
const putBack = () => {
  for (const name of NAMES) writeFileSync(join(folder, name), OLD);
};

it("pull that is killed while it writes leaves every file whole, and the next one finishes", { timeout: 180_000 }, async () => {
  putBack();
  expect(await once(pull(), "exit")).toEqual([0, null]);
  const fresh = read();
  expect(fresh).not.toContain(OLD);
  let halfway = 0;
  for (let round = 0; round < ROUNDS && halfway < WANTED; round++) {
    putBack();
    let changes = 0;
    const watcher = watch(folder, () => {
      if (++changes === 1 + (round % 6)) child.kill("SIGKILL");
    });
    const child = pull();
    await once(child, "exit");
    watcher.close();
    const found = read();
    for (const [i, text] of found.entries()) expect([OLD, fresh[i]]).toContain(text);
    if (found.includes(OLD) && found.some((text) => text !== OLD)) halfway++;
  }
  expect(halfway).toBe(WANTED);
  putBack();
  expect(await once(pull(), "exit")).toEqual([0, null]);
  expect(read()).toEqual(fresh);
  expect(readdirSync(folder).sort()).toEqual([...NAMES].sort());
});
