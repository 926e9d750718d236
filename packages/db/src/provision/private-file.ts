import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { errorCode } from "./error-code.ts";
import { explainFileError } from "./file-error.ts";
import { ProvisionError } from "./provision-error.ts";

/**
 * Creates a directory that others may neither list nor write. As root others may traverse it, because Postgres runs as another user.
 * @throws ProvisionError FILE_UNUSABLE
 */
export function makePrivateDir(dir: string): void {
  explained(dir, () => mkdirSync(dir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 }));
}

/** Replaces a file that only this user may read. A crash leaves either the old or the new content. @throws ProvisionError FILE_UNUSABLE */
export function writePrivateFile(file: string, content: string): void {
  makePrivateDir(path.dirname(file));
  explained(file, () => {
    const draft = writeDraft(file, content);
    try {
      renameSync(draft, file);
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
    flushDirectory(path.dirname(file));
  });
}

/** Creates a file that only this user may read, or returns the content of the existing one. @throws ProvisionError FILE_UNUSABLE */
export function createPrivateFile(file: string, content: string): { content: string; created: boolean } {
  makePrivateDir(path.dirname(file));
  return explained(file, () => {
    const draft = writeDraft(file, content);
    try {
      linkSync(draft, file);
      flushDirectory(path.dirname(file));
      return { content, created: true };
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
      return { content: readFileSync(file, "utf8"), created: false };
    } finally {
      rmSync(draft, { force: true });
    }
  });
}

/** Returns the text of a file; null when it does not exist. @throws ProvisionError FILE_UNUSABLE */
export function readPrivateFile(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw explainFileError(error, file);
  }
}

/**
 * Returns the JSON object of a file; null when it does not exist.
 * @param remedy what to do when the content is invalid, as the end of a sentence
 * @throws ProvisionError FILE_BROKEN, FILE_UNUSABLE
 */
export function readPrivateJson(file: string, remedy: string): Record<string, unknown> | null {
  const text = readPrivateFile(file);
  if (text === null) return null;
  const value = parseObject(text);
  if (value === null) throw new ProvisionError("FILE_BROKEN", `${file} is empty or damaged: ${remedy}`);
  return value;
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function writeDraft(file: string, content: string): string {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  try {
    writeFileSync(draft, content, { mode: 0o600, flag: "wx", flush: true });
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  return draft;
}

/** Flushes the directory, because a power loss could otherwise undo the renaming. */
function flushDirectory(dir: string): void {
  const handle = openSync(dir, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function explained<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explainFileError(error, file);
  }
}
