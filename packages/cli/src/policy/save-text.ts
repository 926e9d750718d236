import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { formatSystemErrorCode, systemErrorCode } from "../system-error.ts";
import { UsageError } from "../usage-error.ts";

/**
 * Writes a file completely or not at all. An interrupted write leaves the old file and a draft, which the next write removes.
 * @throws UsageError
 */
export function saveText(file: string, text: string): void {
  const draft = `${file}.${process.pid}.part`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    removeDrafts(file);
    writeFileSync(draft, text, { flag: "wx", flush: true });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new UsageError(`Cannot write ${file}${formatSystemErrorCode(error)}.`);
  }
}

/** Removes drafts of processes that no longer run. */
function removeDrafts(file: string): void {
  const prefix = `${basename(file)}.`;
  for (const name of readdirSync(dirname(file))) {
    const pid = name.startsWith(prefix) ? /^(\d{1,10})\.part$/.exec(name.slice(prefix.length))?.[1] : undefined;
    if (pid !== undefined && !isWriting(Number(pid))) rmSync(join(dirname(file), name), { force: true });
  }
}

/** A draft with this process id belongs to an earlier process: in a container the id is always the same. */
function isWriting(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemErrorCode(error) === "EPERM";
  }
}
