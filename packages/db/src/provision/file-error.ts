import { ProvisionError } from "./provision-error.ts";

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full. Free some space and start again; nothing that was recorded is lost.",
  EDQUOT: "this user's share of the disk is used up. Free some space and start again; nothing that was recorded is lost.",
  EROFS: "the disk is read-only. Make it writable, or set DATA_DIR to a folder that is.",
  EACCES: "this user may not read or write it. Change its owner or its permissions, or start as the user it belongs to.",
  EPERM: "this user may not change it. Change its owner, its permissions or its attributes, or start as the user it belongs to.",
  EISDIR: "it is a folder where a file is needed. Move it and start again.",
  ENOTDIR: "one of the folders it is in is a file. Move that away, or set DATA_DIR to another folder.",
  EIO: "the disk does not answer. Check it, and restore what it held from a backup.",
  EMFILE: "this process has too many files open. Raise its limit (ulimit -n) and start again.",
};

/** Returns an error with the file and the remedy for a file system error; other errors unchanged. */
export function explainFileError(error: unknown, file?: string): unknown {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  const remedy = REMEDIES[code ?? ""];
  const name = file ?? path;
  if (error instanceof ProvisionError || remedy === undefined || name === undefined) return error;
  return new ProvisionError("FILE_UNUSABLE", `${name} cannot be used: ${remedy}`, { cause: error });
}
