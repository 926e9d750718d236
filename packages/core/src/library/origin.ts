const ORIGIN_COMMENT = /^# Policy library: [a-z0-9-]+(?: for [a-z0-9-]+)?, as installed sha256:([0-9a-f]{64})$/m;

/** Prepends a line with the origin and hash of a library policy; `starter` when a starter changed its settings. */
export function markOrigin(yaml: string, { policy, starter, hash }: { policy: string; starter: string | null; hash: string }): string {
  return `# Policy library: ${policy}${starter === null ? "" : ` for ${starter}`}, as installed sha256:${hash}\n${yaml}`;
}

/** Returns true when a document still has the hash that the library wrote. */
export function isAsInstalled(yaml: string, hash: string): boolean {
  return ORIGIN_COMMENT.exec(yaml)?.[1] === hash;
}
