import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UsageError } from "../usage-error.ts";

/**
 * Writes a file whole or not at all: whoever is stopped in between leaves what was there, and a draft that the next one removes.
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
    const code = (error as NodeJS.ErrnoException).code;
    throw new UsageError(`Cannot write ${file}${code ? ` (${code})` : ""}.`);
  }
}

/** What others were killed over; whoever is still writing keeps theirs. */
function removeDrafts(file: string): void {
  const prefix = `${basename(file)}.`;
  for (const name of readdirSync(dirname(file))) {
    const pid = name.startsWith(prefix) ? /^(\d{1,10})\.part$/.exec(name.slice(prefix.length))?.[1] : undefined;
    if (pid !== undefined && !isWriting(Number(pid))) rmSync(join(dirname(file), name), { force: true });
  }
}

/** A draft under our own number is of somebody who had it before: in a container it is always the same. */
function isWriting(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
