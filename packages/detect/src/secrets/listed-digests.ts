const DIGEST = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/;
const NAMES_A_CREDENTIAL = /key|secret|token|auth|pass|pwd|cred|session|sign/i;
/** Matches a heading such as `SHA256SUMS:`. */
const HEADING = /^[^:]{0,20}\b(?:checksums?|digests|hashes|sha(?:1|256|512)sums?)\b\W{0,4}$/i;
const LINES = 6;
const NEEDED = 3;
const AROUND = 2_000;

/**
 * Returns true for a digest in a list of digests, such as a lockfile: the lines next to it have the same format, and the list follows a heading
 * or contains digests of names that have nothing to do with credentials.
 */
export function isListedDigest(text: string, start: number, end: number): boolean {
  const digest = text.slice(start, end);
  if (!DIGEST.test(digest)) return false;
  const above = text.slice(Math.max(0, start - AROUND), start).split("\n");
  const below = text.slice(end, end + AROUND).split("\n");
  const [lead, tail] = [above.pop() as string, below.shift() as string];
  const [indent, delimiter] = [/^\s*/.exec(lead)?.[0] as string, /[^\w)]*$/.exec(lead)?.[0] as string];
  /** Returns the name on a line of the list; undefined for a line with another format. */
  const nameOf = (line: string): string | undefined => {
    const at = line.length - tail.length - digest.length;
    const name = line.slice(indent.length, at - delimiter.length);
    const isAlike = line.startsWith(indent) && line.endsWith(tail) && line.slice(at - delimiter.length, at) === delimiter;
    return name !== "" && isAlike && DIGEST.test(line.slice(at, at + digest.length)) ? name : undefined;
  };
  const first = above.findLastIndex((line) => nameOf(line) === undefined);
  if (first >= 0 && HEADING.test(above[first] as string)) return true;
  const names = [...above.slice(-LINES), ...below.slice(0, LINES)].flatMap((line) => nameOf(line) ?? []);
  return names.filter((name) => !NAMES_A_CREDENTIAL.test(name)).length >= NEEDED;
}
