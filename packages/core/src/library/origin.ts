const MARK = /^# Policy library: [a-z0-9-]+(?: for [a-z0-9-]+)?, as installed sha256:([0-9a-f]{64})$/m;

/** The text of a policy with a first line that says where it came from and what it was; `starter` when one has its own settings. */
export function markOrigin(yaml: string, { policy, starter, hash }: { policy: string; starter: string | null; hash: string }): string {
  return `# Policy library: ${policy}${starter === null ? "" : ` for ${starter}`}, as installed sha256:${hash}\n${yaml}`;
}

/** Whether the document of a text is still the one that the library wrote. */
export function isAsInstalled(yaml: string, hash: string): boolean {
  return MARK.exec(yaml)?.[1] === hash;
}
