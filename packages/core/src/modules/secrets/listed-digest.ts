const DIGEST = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/;
const NAMES_A_CREDENTIAL = /key|secret|token|auth|pass|pwd|cred|session|sign/i;
/** A line of its own that says what the lines below it are. */
const HEADING = /\n[^\n:]{0,20}\b(?:checksums?|digests|hashes|sha(?:1|256|512)sums?)\b[^\n\w]{0,4}\n/i;
const LINES = 6;
const NEEDED = 3;
const AROUND = 2_000;

/**
 * Whether a digest stands in a list of digests, as lockfiles and files of checksums have them: under a heading that says so, or among lines that
 * are built alike and hold digests of things whose names have nothing to do with credentials.
 */
export function isListedDigest(text: string, start: number, end: number): boolean {
  const digest = text.slice(start, end);
  if (!DIGEST.test(digest)) return false;
  const before = `\n${text.slice(Math.max(0, start - AROUND), start)}`;
  if (HEADING.test(before)) return true;
  const above = before.split("\n");
  const below = text.slice(end, end + AROUND).split("\n");
  const [lead, tail] = [above.pop() as string, below.shift() as string];
  const [indent, mark] = [/^\s*/.exec(lead)?.[0] as string, /[^\w)]*$/.exec(lead)?.[0] as string];
  const isAlike = (line: string): boolean => {
    const at = line.length - tail.length - digest.length;
    const name = line.slice(indent.length, at - mark.length);
    return (
      name !== "" &&
      line.startsWith(indent) &&
      line.endsWith(tail) &&
      line.slice(at - mark.length, at) === mark &&
      DIGEST.test(line.slice(at, at + digest.length)) &&
      !NAMES_A_CREDENTIAL.test(name)
    );
  };
  return [...above.slice(-LINES), ...below.slice(0, LINES)].filter(isAlike).length >= NEEDED;
}
