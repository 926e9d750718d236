import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Makes a directory that others may neither list nor write. As root others may pass through: Postgres runs as another user. */
export function makePrivateDir(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
}

/** Replaces a file that only this user may read; a crash leaves the old or the new content, never half of it. */
export function writePrivateFile(file: string, content: string): void {
  const draft = writeDraft(file, content);
  renameSync(draft, file);
}

/** Makes a file that only this user may read, once: whoever comes second gets the first one's content. */
export function createPrivateFile(file: string, content: string): { content: string; created: boolean } {
  const draft = writeDraft(file, content);
  try {
    linkSync(draft, file);
    return { content, created: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return { content: readFileSync(file, "utf8"), created: false };
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeDraft(file: string, content: string): string {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  makePrivateDir(path.dirname(file));
  writeFileSync(draft, content, { mode: 0o600, flag: "wx", flush: true });
  return draft;
}
