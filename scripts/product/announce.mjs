import path from "node:path";
import { root } from "../lib/paths.mjs";
import { bold, dim, printLine } from "../lib/progress.mjs";

/**
 * Prints the addresses and the sign-in.
 * @param {import("./settings.mjs").Settings} settings
 * @param {Record<string, string> | null} demo
 */
export function announce(settings, demo) {
  printLine("");
  printLine(`  ${bold("Console")}  ${settings.consoleUrl}`);
  printLine(`  ${bold("API")}      ${settings.apiUrl}`);
  if (demo !== null) {
    const elsewhere = settings.dataDir === path.join(root, ".agentlattice") ? "" : `DATA_DIR=${settings.dataDir} `;
    printLine(`  ${bold("Sign in")}  ${demo.email}  ${demo.password}`);
    printLine("");
    printLine("  In another terminal, an agent that must ask first:");
    printLine("");
    printLine(`    ${bold(`${elsewhere}npx agentlattice gate pr.merge`)}`);
    printLine("");
    printLine("  It waits until you approve the request in the console, then prints the receipt and continues.");
  }
  printLine("");
  const kept = settings.databaseUrl === undefined ? "Your data stays" : "Your data stays in your Postgres, its key";
  printLine(dim(`  Ctrl-C stops everything. ${kept} in ${settings.dataDir}`));
}
