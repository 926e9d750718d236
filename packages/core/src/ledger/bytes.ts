const HEX_BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64_DIGITS = new Int8Array(128).fill(-1);
for (let digit = 0; digit < 64; digit++) BASE64_DIGITS[BASE64.charCodeAt(digit)] = digit;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Encodes a text as UTF-8. */
export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** Decodes UTF-8, or returns null for invalid bytes. A byte order mark is kept as a character. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** Encodes bytes as lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i++) text += HEX_BYTES[bytes[i] as number];
  return text;
}

/** Decodes lower-case hex, or returns null. Upper case is refused, so that each value has one spelling. */
export function fromHex(text: string): Uint8Array | null {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return null;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** Encodes bytes as standard base64 with padding (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  let i = 0;
  for (; i + 2 < bytes.length; i += 3) {
    const word = ((bytes[i] as number) << 16) | ((bytes[i + 1] as number) << 8) | (bytes[i + 2] as number);
    text += BASE64.charAt(word >>> 18) + BASE64.charAt((word >>> 12) & 63) + BASE64.charAt((word >>> 6) & 63) + BASE64.charAt(word & 63);
  }
  if (i === bytes.length) return text;
  const last = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8);
  const third = i + 1 < bytes.length ? BASE64.charAt((last >>> 6) & 63) : "=";
  return `${text}${BASE64.charAt(last >>> 18)}${BASE64.charAt((last >>> 12) & 63)}${third}=`;
}

/**
 * Decodes standard padded base64, or returns null for any other spelling: white space, the URL alphabet, missing padding, stray low bits.
 * INVARIANT: every accepted text re-encodes to itself, so a signature line has one form.
 */
export function fromBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let written = 0;
  let word = 0;
  for (let i = 0; i < text.length - padding; i++) {
    const digit = BASE64_DIGITS[text.charCodeAt(i)] ?? -1;
    if (digit < 0) return null;
    word = ((word << 6) | digit) & 0xffffff;
    const bits = (i % 4) * 6 + 6;
    if (i % 4 > 0) bytes[written++] = (word >>> (bits % 8)) & 0xff;
  }
  return toBase64(bytes) === text ? bytes : null;
}

/** Compares two byte strings. Not constant time, because no secrets are compared here. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Copies bytes. `slice` of a Node Buffer would not copy. */
export function copyBytes(bytes: Uint8Array, start = 0, end = bytes.length): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end));
}

/** Concatenates byte strings. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
