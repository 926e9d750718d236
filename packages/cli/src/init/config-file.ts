import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { Host } from "@agentlattice/hooks";
import { formatSystemErrorCode, systemErrorCode } from "../system-error.ts";
import { UsageError } from "../usage-error.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** Returns the configuration file of a host, with links resolved, so that a linked file stays a link. */
export function configFile(host: Host, { isProject, env, cwd }: { isProject: boolean; env: Env; cwd: string }): string {
  const home = env.HOME || homedir();
  const file =
    host === "claude"
      ? join(isProject ? join(cwd, ".claude") : env.CLAUDE_CONFIG_DIR || join(home, ".claude"), "settings.json")
      : join(isProject ? join(cwd, ".codex") : env.CODEX_HOME || join(home, ".codex"), "config.toml");
  return existsSync(file) ? realpathSync(file) : file;
}

/** Returns the file that keeps the configuration as it was before `init`. */
export const backupOf = (file: string) => `${file}.agentlattice-backup`;

/** Returns the text of a file, or null when it does not exist. @throws UsageError */
export function readConfig(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return null;
    throw new UsageError(`Cannot read ${file}${formatSystemErrorCode(error)}.`);
  }
}

/** Replaces a file in one step and keeps its mode. With null, removes it. @throws UsageError */
export function writeConfig(file: string, text: string | null): void {
  const temporary = `${file}.${process.pid}`;
  try {
    if (text === null) {
      rmSync(file, { force: true });
      return;
    }
    mkdirSync(dirname(file), { recursive: true });
    const mode = existsSync(file) ? statSync(file).mode & 0o777 : 0o600;
    writeFileSync(temporary, text, { mode, flag: "wx" });
    chmodSync(temporary, mode);
    renameSync(temporary, file);
  } catch (error) {
    throw new UsageError(`Cannot write ${file}${formatSystemErrorCode(error)}. Nothing was changed.`);
  }
}
