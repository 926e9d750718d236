import path from "node:path";
import { root } from "../lib/paths.mjs";
import { bold, dim, say } from "../lib/progress.mjs";

/**
 * What a person can do now.
 * @param {import("./settings.mjs").Settings} settings
 * @param {Record<string, string> | null} demo
 */
export function announce(settings, demo) {
  say("");
  say(`  ${bold("Console")}  ${settings.consoleUrl}`);
  say(`  ${bold("API")}      ${settings.apiUrl}`);
  if (demo !== null) {
    const elsewhere = settings.dataDir === path.join(root, ".agentlattice") ? "" : `DATA_DIR=${settings.dataDir} `;
    say(`  ${bold("Sign in")}  ${demo.email}  ${demo.password}`);
    say("");
    say("  In another terminal, an agent that must ask first:");
    say("");
    say(`    ${bold(`${elsewhere}npx agentlattice gate pr.merge`)}`);
    say("");
    say("  It waits until you approve the request in the console, then prints the receipt and goes on.");
  }
  say("");
  const kept = settings.databaseUrl === undefined ? "Your data stays" : "Your data stays in your Postgres, its key";
  say(dim(`  Ctrl-C stops everything. ${kept} in ${settings.dataDir}`));
}
