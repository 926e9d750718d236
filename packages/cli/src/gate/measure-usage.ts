import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Usage } from "@agentlattice/sdk";
import { escapeText } from "../escape-text.ts";
import type { CommandEnd } from "./run-command.ts";
import { readUsageFile } from "./usage-flags.ts";

/**
 * Runs a command with a private file for its cost, and one with the action as it was approved. Returns the cost that the command wrote there, with the seconds that it took
 * unless the file states them. An unreadable cost is shown and left out: the outcome is reported all the same.
 */
export async function measureUsage(
  log: (line: string) => void,
  effective: unknown,
  run: (env: { AL_USAGE_FILE?: string; AL_EFFECTIVE?: string }) => Promise<CommandEnd>,
): Promise<{ ended: CommandEnd; usage: Usage }> {
  // Without a writable temporary folder an allowed command runs all the same, and only its time is measured.
  const folder = await mkdtemp(join(tmpdir(), "agentlattice-")).catch(() => null);
  const file = folder === null ? null : join(folder, "usage.json");
  const approved = folder === null ? null : join(folder, "effective.json");
  try {
    if (approved !== null) await writeFile(approved, JSON.stringify(effective), { mode: 0o600 });
    const started = performance.now();
    const ended = await run(file === null || approved === null ? {} : { AL_USAGE_FILE: file, AL_EFFECTIVE: approved });
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
