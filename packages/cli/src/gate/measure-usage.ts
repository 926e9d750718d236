import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Usage } from "@agentlattice/sdk";
import { escapeText } from "../escape-text.ts";
import type { CommandEnd } from "./run-command.ts";
import { readUsageFile } from "./usage-flags.ts";

/**
 * Runs a command with a private file for its cost. Returns the cost that the command wrote there, with the seconds that it took
 * unless the file states them. An unreadable cost is shown and left out: the outcome is reported all the same.
 */
export async function measureUsage(
  log: (line: string) => void,
  run: (env: { AL_USAGE_FILE?: string }) => Promise<CommandEnd>,
): Promise<{ ended: CommandEnd; usage: Usage }> {
  // Without a writable temporary folder an allowed command runs all the same, and only its time is measured.
  const folder = await mkdtemp(join(tmpdir(), "agentlattice-")).catch(() => null);
  const file = folder === null ? null : join(folder, "usage.json");
  try {
    const started = performance.now();
    const ended = await run(file === null ? {} : { AL_USAGE_FILE: file });
    const seconds = Math.ceil((performance.now() - started) / 1000);
    const stated =
      file === null
        ? undefined
        : await readUsageFile(file).catch((error: Error) => {
            log(`The cost of the command is not reported: ${escapeText(error.message)}`);
            return undefined;
          });
    return { ended, usage: { seconds, ...stated } };
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }
}
