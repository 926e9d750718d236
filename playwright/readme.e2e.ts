import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { clearQueue } from "./clear-queue.ts";
import { type Demo, readDemo } from "./demo.ts";
import { untilPressesCount } from "./press-guard.ts";
import { signIn } from "./sign-in.ts";

const demo: Demo = readDemo();
const root = fileURLToPath(new URL("../", import.meta.url));
const readme = readFileSync(path.join(root, "README.md"), "utf8");
const section = readme.split("\n## Your first gate\n")[1]?.split("\n## ")[0] ?? "";
const block = (language: string) => new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(section)?.[1] ?? "";
const commands = [...section.replaceAll(/```.*?```/gs, "").matchAll(/(?:^ {4}.*\n)+/gm)].map(([lines]) =>
  lines.replaceAll(/^ {4}/gm, "").trim().split("\n"),
);

/** A folder that looks like a clone in which `npm start` runs. */
const clone = mkdtempSync(path.join(tmpdir(), "al-readme-"));

test.beforeAll(async () => {
  await clearQueue(demo);
  mkdirSync(path.join(clone, ".agentlattice"));
  writeFileSync(path.join(clone, ".agentlattice/demo.json"), JSON.stringify(demo));
  symlinkSync(path.join(root, "node_modules"), path.join(clone, "node_modules"));
  cpSync(path.join(root, "package.json"), path.join(clone, "package.json"));
});
test.afterAll(() => rmSync(clone, { recursive: true, force: true }));

/** Runs lines in one shell, as a reader pastes them. */
async function paste(lines: readonly string[]): Promise<{ code: number; output: string }> {
  const { AL_API_KEY: _key, AL_BASE_URL: _url, FORCE_COLOR: _color, ...env } = process.env;
  return promisify(execFile)("bash", ["-c", lines.join("\n")], { cwd: clone, env }).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error) => ({ code: Number(error.code), output: `${error.stdout}${error.stderr}` }),
  );
}

test("the first gate of README.md does what the text beside it says", async ({ page }) => {
  const [setUp = [], publish = []] = commands;
  const exports = setUp.filter((line) => line.startsWith("export "));
  const [push = "", small = "", large = ""] = publish;
  writeFileSync(path.join(clone, "preview.mjs"), block("js"));

  const refused = await paste(setUp);
  expect(refused.code).not.toBe(0);
  expect(refused.output).toContain("NO_MATCHING_POLICY");

  writeFileSync(path.join(clone, "previews.yaml"), block("yaml"));
  const pushed = await paste([...exports, push]);
  expect(pushed, pushed.output).toMatchObject({ code: 0 });
  expect(await paste([...exports, small])).toEqual({ code: 0, output: "Deployed.\n" });

  await signIn(page, demo, "/approvals");
  const waiting = paste([...exports, large]);
  await page
    .getByRole("option", { name: /deploy\.preview/ })
    .or(page.getByRole("link", { name: /deploy\.preview/ }))
    .first()
    .click();
  await untilPressesCount(page);
  await page.getByRole("button", { name: /^Approve/ }).click();
  expect(await waiting).toEqual({ code: 0, output: "Deployed.\n" });
});
