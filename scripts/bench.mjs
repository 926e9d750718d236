// `npm run bench -- <name>`: runs bench/<name>.mjs on the built product. Its last line is one JSON object.
import "./lib/node-version.mjs";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { inRoot } from "./lib/paths.mjs";
import { prepare } from "./lib/prepare.mjs";
import { complain } from "./lib/progress.mjs";

const [name = "", ...args] = process.argv.slice(2);
const names = readdirSync(inRoot("bench")).flatMap((file) => (file.endsWith(".mjs") ? [file.slice(0, -4)] : []));
if (!names.includes(name) || !existsSync(inRoot("bench", `${name}.mjs`))) {
  complain(`Name a benchmark: ${names.join(", ")}. For example: npm run bench -- ${names[0]}`);
  process.exitCode = 2;
} else {
  await prepare(inRoot("test-results", "logs"));
  process.exitCode = spawnSync(process.execPath, [inRoot("bench", `${name}.mjs`), ...args], { stdio: "inherit" }).status ?? 1;
}
