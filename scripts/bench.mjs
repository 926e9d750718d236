// `npm run bench -- <name>` builds changed packages and runs bench/<name>.mjs. The last line is one JSON object.
import "./lib/node-version.mjs";
import { readdirSync } from "node:fs";
import { inRoot } from "./lib/paths.mjs";
import { prepare } from "./lib/prepare.mjs";
import { printError } from "./lib/progress.mjs";
import { show } from "./lib/suites.mjs";

const names = readdirSync(inRoot("bench")).flatMap((file) => /^(.+)\.mjs$/.exec(file)?.[1] ?? []);
const [name, ...args] = process.argv.slice(2);
try {
  if (name === undefined || !names.includes(name)) throw new Error(`Name a benchmark: ${names.join(", ")}.`);
  await prepare(inRoot("test-results/logs"));
  process.exitCode = await show([inRoot("bench", `${name}.mjs`), ...args]);
} catch (error) {
  printError(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
