const DIGEST = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/;
const NAMES_A_CREDENTIAL = /key|secret|token|auth|pass|pwd|cred|session|sign/i;
const LINES = 6;
const NEEDED = 3;
const AROUND = 1_000;

/**
 * Whether a digest stands in a list of digests, as lockfiles and files of checksums have them: lines next to it are built alike, and hold digests
 * of things whose names have nothing to do with credentials.
 */
export function isListedDigest(text: string, start: number, end: number): boolean {
  const digest = text.slice(start, end);
  if (!DIGEST.test(digest)) return false;
  const above = text.slice(Math.max(0, start - AROUND), start).split("\n");
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
