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

/** Makes sure, before anything is built or started, that the data directory can be written to. @param {string} dataDir @throws SettingError */
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
      // what could not be written cannot be removed either
    }
    throw new SettingError(`${dataDir} cannot be used: ${REASONS[code] ?? message}, or set DATA_DIR to another folder.`);
  }
}

/** One folder at a time: of a read-only disk Node says that the folder above is not there when it is asked for all at once. @param {string} dir */
function makeDir(dir) {
  if (existsSync(dir)) return;
  makeDir(path.dirname(dir));
  mkdirSync(dir, { mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
}
