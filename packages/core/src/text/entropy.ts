const counts = new Uint32Array(128);

/** Shannon entropy of a text, bits per character; all characters that are not ASCII count as one. */
export function entropyOf(text: string): number {
  counts.fill(0);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const at = code < 128 ? code : 127;
    counts[at] = (counts[at] as number) + 1;
  }
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
