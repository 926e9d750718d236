/** The coding agents with a hook. */
export const HOSTS = ["claude", "codex"] as const;
export type Host = (typeof HOSTS)[number];
