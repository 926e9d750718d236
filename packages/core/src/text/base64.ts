/** A stretch of a text, [start, end). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const VALUES = new Int8Array(128).fill(-1);
"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".split("").forEach((char, value) => {
  VALUES[char.charCodeAt(0)] = value;
});
VALUES["-".charCodeAt(0)] = 62;
VALUES["_".charCodeAt(0)] = 63;

function valueAt(text: string, i: number): number {
  const code = text.charCodeAt(i);
  return code < 128 ? (VALUES[code] as number) : -1;
}

/** Every run of at least `least` characters of base64, either alphabet. Looks at a fraction of the characters of ordinary text. */
export function findBase64Runs(text: string, least: number): Span[] {
  const runs: Span[] = [];
  let i = least - 1;
  while (i < text.length) {
    // Backwards from the last character that a run beginning here must have: one that is no base64 rules out all before it.
    let start = i;
    const floor = i - least + 1;
    while (start >= floor && valueAt(text, start) >= 0) start--;
    if (start >= floor) {
      i = start + least;
      continue;
    }
    start++;
    let end = i + 1;
    while (end < text.length && valueAt(text, end) >= 0) end++;
    runs.push({ start, end });
    i = end + least;
  }
  return runs;
}

/**
 * What a run of base64 says, when that is text: printable ASCII, perhaps as UTF-16. A run may begin within a group of four,
 * because what stood before it looks like base64 too.
 */
export function decodeBase64Text(text: string, { start, end }: Span): string | undefined {
  for (let shift = 0; shift < 4; shift++) {
    if (!mayBeText(text, start + shift, end)) continue;
    const head = decode(text, start + shift, Math.min(end, start + shift + 16));
    if (!isText(head)) continue;
    const bytes = decode(text, start + shift, end);
    const length = textLength(bytes);
    if (length >= 12) return toText(bytes.subarray(0, length));
  }
  return undefined;
}

/** Printable ASCII leaves the first bits of every byte nearly constant: five groups of four are enough to rule most runs out. */
function mayBeText(text: string, start: number, end: number): boolean {
  const wide = (valueAt(text, start + 1) & 15) === 0 && valueAt(text, start + 2) >> 2 === 0;
  if (wide) return true;
  for (let i = start; i < start + 20 && i + 3 < end; i += 4) {
    const first = valueAt(text, i);
    if (first < 2 || first > 31 || (valueAt(text, i + 1) & 15) > 7 || (valueAt(text, i + 2) & 3) > 1) return false;
  }
  return true;
}

/** What a run of hexadecimal digits says, when that is text; `0x` may stand before. */
export function decodeHexText(text: string, { start: from, end }: Span): string | undefined {
  const start = text.startsWith("0x", from) ? from + 2 : from;
  if ((end - start) % 2 === 1 || hexAt(text, start) < 2 || hexAt(text, start) > 7 || hexAt(text, start + 1) < 0) return undefined;
  const bytes = new Uint8Array((end - start) >> 1);
  for (let i = 0; i < bytes.length; i++) {
    const high = hexAt(text, start + 2 * i);
    const low = hexAt(text, start + 2 * i + 1);
    if (high < 0 || low < 0) return undefined;
    bytes[i] = high * 16 + low;
    if (i === 7 && !isText(bytes.subarray(0, 8))) return undefined;
  }
  const length = textLength(bytes);
  return length >= 12 ? toText(bytes.subarray(0, length)) : undefined;
}

function hexAt(text: string, i: number): number {
  const code = text.charCodeAt(i);
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

function decode(text: string, start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(((end - start) * 3) >> 2);
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = start; i < end; i++) {
    held = ((held << 6) | valueAt(text, i)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 0xff;
  }
  return bytes.subarray(0, at);
}

function isText(bytes: Uint8Array): boolean {
  return textLength(bytes) === bytes.length;
}

/** How many bytes from the first on are text. */
function textLength(bytes: Uint8Array): number {
  const wide = isWide(bytes);
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    const printable = (byte >= 32 && byte < 127) || byte === 10 || byte === 13 || byte === 9;
    if (wide && i % 2 === 1 ? byte !== 0 : !printable) return i;
  }
  return bytes.length;
}

function isWide(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes[1] === 0 && bytes[3] === 0;
}

function toText(bytes: Uint8Array): string {
  const step = isWide(bytes) ? 2 : 1;
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 4096 * step) {
    const codes: number[] = [];
    for (let j = i; j < Math.min(bytes.length, i + 4096 * step); j += step) codes.push(bytes[j] as number);
    parts.push(String.fromCharCode(...codes));
  }
  return parts.join("");
}
