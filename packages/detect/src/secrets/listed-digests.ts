const DIGEST = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/;
const NAMES_A_CREDENTIAL = /key|secret|token|auth|pass|pwd|cred|session|sign/i;
/** A line of its own that says what the lines below it are. */
const HEADING = /^[^:]{0,20}\b(?:checksums?|digests|hashes|sha(?:1|256|512)sums?)\b\W{0,4}$/i;
const LINES = 6;
const NEEDED = 3;
const AROUND = 2_000;

/**
 * Whether a digest stands in a list of digests, as lockfiles and files of checksums have them: lines next to it are built alike, and either the
 * list begins right below a heading that says so, or it holds digests of things whose names have nothing to do with credentials.
 */
export function isListedDigest(text: string, start: number, end: number): boolean {
  const digest = text.slice(start, end);
  if (!DIGEST.test(digest)) return false;
  const above = text.slice(Math.max(0, start - AROUND), start).split("\n");
  const below = text.slice(end, end + AROUND).split("\n");
  const [lead, tail] = [above.pop() as string, below.shift() as string];
  const [indent, mark] = [/^\s*/.exec(lead)?.[0] as string, /[^\w)]*$/.exec(lead)?.[0] as string];
  /** What the digest of a line is of; undefined for a line that is built in another way. */
  const nameOf = (line: string): string | undefined => {
    const at = line.length - tail.length - digest.length;
    const name = line.slice(indent.length, at - mark.length);
    const isAlike = line.startsWith(indent) && line.endsWith(tail) && line.slice(at - mark.length, at) === mark;
    return name !== "" && isAlike && DIGEST.test(line.slice(at, at + digest.length)) ? name : undefined;
  };
  const first = above.findLastIndex((line) => nameOf(line) === undefined);
  if (first >= 0 && HEADING.test(above[first] as string)) return true;
  const names = [...above.slice(-LINES), ...below.slice(0, LINES)].flatMap((line) => nameOf(line) ?? []);
  return names.filter((name) => !NAMES_A_CREDENTIAL.test(name)).length >= NEEDED;
}
