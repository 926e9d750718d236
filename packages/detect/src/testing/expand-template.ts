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
