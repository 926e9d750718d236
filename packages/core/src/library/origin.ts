const MARK = /^# Policy library: [a-z0-9-]+(?: for [a-z0-9-]+)?, as installed sha256:([0-9a-f]{64})$/m;

/** The text of a policy with a first line that says where it came from and what it was. */
export function markOrigin(yaml: string, { policy, item, hash }: { policy: string; item: string; hash: string }): string {
  const whose = policy === item ? policy : `${policy} for ${item}`;
  return `# Policy library: ${whose}, as installed sha256:${hash}\n${yaml}`;
}

/** Whether the document of a text is still the one that the library wrote. */
export function isAsInstalled(yaml: string, hash: string): boolean {
  return MARK.exec(yaml)?.[1] === hash;
}
