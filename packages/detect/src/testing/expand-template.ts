/** Numbers of a linear congruential generator: the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 0x1_0000_0000;
  };
}

/** Expands `{A-Za-z0-9:36}` to 36 random characters of the class, so that the repository contains no credential, not even an invented one. */
export function expandTemplate(template: string, random: () => number): string {
  return template.replace(/\{([^{}\n]+):(\d+)\}/g, (_, chars: string, length: string) => {
    const alphabet = charsOf(chars);
    return Array.from({ length: Number(length) }, () => alphabet[Math.floor(random() * alphabet.length)]).join("");
  });
}

function charsOf(expression: string): string {
  const plain = expression.replace(/\\(.)/g, "$1");
  return plain.replace(/(.)-(.)/g, (range, from: string, to: string) => {
    const [first, last] = [from.charCodeAt(0), to.charCodeAt(0)];
    if (last < first) return range;
    return Array.from({ length: last - first + 1 }, (_, i) => String.fromCharCode(first + i)).join("");
  });
}
