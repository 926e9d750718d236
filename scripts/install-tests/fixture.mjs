import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { installPackage, isDebianRoot } from "../lib/debian.mjs";
import { inRoot, root } from "../lib/paths.mjs";

/** Programs that these tests run, and the packages that contain them. */
const PROGRAMS = { bwrap: "bubblewrap", ip: "iproute2", openssl: "openssl" };

/** Returns the reason why installations cannot be tested on this machine, or null. */
export function whyNotHere() {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return "Installations are tested as root on Linux, in a network of their own.";
  // Containers without this right cannot make namespaces.
  if (spawnSync("unshare", ["--net", "--mount", "--pid", "--fork", "true"], { stdio: "ignore" }).status !== 0)
    return "Installations are not tested here: this machine permits no namespaces of networks, files and processes.";
  return null;
}

/** Installs missing programs on Debian. @param {string} log */
export async function providePrograms(log) {
  for (const [program, name] of Object.entries(PROGRAMS)) {
    const present = (process.env.PATH ?? "").split(path.delimiter).some((folder) => existsSync(path.join(folder, program)));
    if (!present && isDebianRoot()) await installPackage(name, log);
  }
}

/** Copies the files of this repository that git tracks or would track to a new folder, as a clone has them. @param {string} name */
export function cloneFiles(name) {
  const dir = mkdtempSync(path.join(os.tmpdir(), `al-${name}-`));
  chmodSync(dir, 0o755); // Postgres and the servers run as other users.
  const clone = path.join(dir, "clone");
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  for (const file of files.split("\0").filter((file) => file !== "" && existsSync(inRoot(file)))) {
    mkdirSync(path.dirname(path.join(clone, file)), { recursive: true });
    cpSync(inRoot(file), path.join(clone, file), { verbatimSymlinks: true });
  }
  return { dir, clone };
}

/**
 * Returns the indented command lines of a document below a heading, without their comments.
 * @param {string} document @param {string} heading
 */
export function commandsBelow(document, heading) {
  const text = readFileSync(inRoot(document), "utf8");
  const [, after] = text.split(`## ${heading}\n`);
  if (after === undefined) throw new Error(`${document} has no heading ${heading}.`);
  const [section = ""] = after.split("\n## ");
  return [...section.matchAll(/^ {4}(\S.*?)(?: {2,}# .*)?$/gm)].map(([, line]) => String(line));
}
