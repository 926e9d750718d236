// Writes the section of the unreleased version in CHANGELOG.md from the changesets in .changeset.
//
//   npm run changelog              updates the section
//   npm run changelog -- --release dates the section, sets the next version of every package and removes the changesets
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { changelogWith, readLines } from "./lib/changelog.mjs";
import { inRoot, root } from "./lib/paths.mjs";

const FILE = inRoot("CHANGELOG.md");
const versionOf = () => JSON.parse(readFileSync(inRoot("packages/sdk/package.json"), "utf8")).version;

const { lines, ids } = await readLines();
const isRelease = process.argv.includes("--release");
if (isRelease) {
  const isTagged = execFileSync("git", ["tag", "--list", `v${versionOf()}`], { cwd: root, encoding: "utf8" }).trim() !== "";
  if (isTagged) execFileSync("npm", ["run", "changeset", "version"], { cwd: root, stdio: "inherit" });
  // The current version was never released, so it is the one to release.
  else for (const id of ids) rmSync(inRoot(".changeset", `${id}.md`));
}
const date = isRelease ? new Date().toISOString().slice(0, 10) : "unreleased";
writeFileSync(FILE, changelogWith(readFileSync(FILE, "utf8"), `${versionOf()} (${date})`, lines));
