import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Ids that one hook process leaves for a later one: of requests that are still open, by the action, and of allowed actions, by the call. A
 * file has a digest as its name and an id as its content, and no argument of a call.
 */
export interface CallStore {
  /** Stores an id. Returns false when it could not be stored. */
  save(kind: Kind, key: string, id: string): boolean;
  /** Returns an id and removes it, so that only one process uses it. */
  take(kind: Kind, key: string): string | undefined;
  /** Removes ids that nothing will use. */
  prune(): void;
}

type Kind = "open" | "allowed";

const ID = /^[\x21-\x7e]{1,128}$/;
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1000;

/** Returns the store in a folder, which is created when it is needed. */
export function openCallStore(folder: string): CallStore {
  const file = (kind: Kind, key: string) => join(folder, `${kind}-${key}`);
  return {
    save(kind, key, id) {
      const temporary = `${file(kind, key)}.${process.pid}`;
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(temporary, id, { mode: 0o600 });
        renameSync(temporary, file(kind, key));
        return true;
      } catch {
        return false;
      }
    },
    take(kind, key) {
      const taken = `${file(kind, key)}.${process.pid}.taken`;
      try {
        // Of two processes, one renames the file.
        renameSync(file(kind, key), taken);
        const id = readFileSync(taken, "utf8");
        rmSync(taken, { force: true });
        return ID.test(id) ? id : undefined;
      } catch {
        return undefined;
      }
    },
    prune() {
      try {
        for (const name of readdirSync(folder)) {
          const path = join(folder, name);
          if (Date.now() - statSync(path).mtimeMs > MAX_AGE_MS) rmSync(path, { force: true });
        }
      } catch {
        // Another process removed a file, or there is no folder. The next call prunes again.
      }
    },
  };
}
