import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SettingError } from "./settings.mjs";

/** @type {Readonly<Record<string, string>>} */
const REASONS = {
  ENOSPC: "the disk is full. Free some space and start again",
  EDQUOT: "this user's share of the disk is used up. Free some space and start again",
  EROFS: "the disk is read-only. Make it writable",
  EACCES: "this user may not write there. Change its owner or its permissions",
  EPERM: "this user may not write there. Change its owner, its permissions or its attributes",
  ENOTDIR: "it is a file, or one of the folders it is in is. Move that away",
};

/** Checks that the data directory is writable, before anything is built or started. @param {string} dataDir @throws SettingError */
export function requireDataDir(dataDir) {
  const probe = path.join(dataDir, `.probe.${process.pid}`);
  try {
    makeDir(dataDir);
    writeFileSync(probe, "written", { flush: true });
    rmSync(probe);
  } catch (error) {
    const { code = "", message } = /** @type {NodeJS.ErrnoException} */ (error);
    try {
      rmSync(probe, { force: true });
    } catch {
      // A file that was not written cannot be removed.
    }
    throw new SettingError(`${dataDir} cannot be used: ${REASONS[code] ?? message}, or set DATA_DIR to another folder.`);
  }
}

/**
 * Creates one folder at a time, because on a read-only disk a recursive `mkdir` reports that the parent does not exist.
 * @param {string} dir
 */
function makeDir(dir) {
  if (existsSync(dir)) return;
  makeDir(path.dirname(dir));
  mkdirSync(dir, { mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
}
