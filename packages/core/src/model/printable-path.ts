const MAX_SEGMENT = 64;
const MAX_PATH = 256;

/** Returns a path in JSON as text, with submitted names truncated and in ASCII. */
export function toPath(segments: readonly PropertyKey[]): string {
  const shown = segments.map((segment) => (typeof segment === "string" ? printable(segment) : String(segment)));
  return shown.join(".").slice(0, MAX_PATH);
}

function printable(key: string): string {
  return key.slice(0, MAX_SEGMENT).replace(/[^\x20-\x7e]/g, "?");
}
