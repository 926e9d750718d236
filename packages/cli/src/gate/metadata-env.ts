import { UsageError } from "../usage-error.ts";

const PREFIX = "AL_METADATA_";

/** Returns metadata as environment variables: `amount` is `AL_METADATA_AMOUNT`. Values other than texts are JSON. */
export function metadataEnv(metadata: unknown): Record<string, string> {
  const entries = Object.entries((metadata ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.map(([name, value]) => [variableOf(name), typeof value === "string" ? value : JSON.stringify(value)]));
}

/** Refuses metadata whose names give the same variable, because the command would get one of the values. @throws UsageError */
export function assertDistinct(metadata: Readonly<Record<string, unknown>>): void {
  const seen = new Map<string, string>();
  for (const name of Object.keys(metadata)) {
    const variable = variableOf(name);
    const other = seen.get(variable);
    if (other !== undefined)
      throw new UsageError(`With --pass-metadata, ${other} and ${name} would both be ${variable}. Rename one of them.`);
    seen.set(variable, name);
  }
}

function variableOf(name: string): string {
  return PREFIX + name.toUpperCase().replace(/[^A-Z0-9]/g, "_");
}
