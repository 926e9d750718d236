// The second set: kinds × places, documents, and ordinary text that must stay quiet.

import { mint } from "./mint.mjs";
import { DOCUMENTS, mintDocument } from "./second/documents.mjs";
import { KINDS } from "./second/kinds.mjs";
import { PLACES } from "./second/places.mjs";

export { quietTexts } from "./second/quiet.mjs";

/** @param {() => number} random @param {number} rounds @returns {{ kind: string, place: string, value: unknown, secret: string }[]} */
export function secondLeaks(random, rounds) {
  const leaks = [];
  for (let round = 0; round < rounds; round++) {
    for (const [kind, name, shape, needsName = false] of KINDS) {
      for (const [place, write, hasName] of PLACES) {
        if (needsName && !hasName) continue;
        const secret = mint(shape, random);
        leaks.push({ kind, place, value: write(name, secret), secret });
      }
    }
    for (const [kind, shape] of DOCUMENTS) {
      const { text, secret } = mintDocument(shape, (inner) => mint(inner, random));
      leaks.push({ kind, place: "document", value: text, secret });
    }
  }
  return leaks;
}

/** Whether one of the findings lies on the credential, where that stands as it is. */
export function isFound(findings, texts, secret) {
  const plain = texts.filter(({ text }) => text.includes(secret));
  if (plain.length === 0) return findings.length > 0;
  return plain.some(({ text, at, part }) => {
    const start = text.indexOf(secret);
    return findings.some(
      (one) => one.part === part && one.at.join("\0") === at.join("\0") && one.start < start + secret.length && one.end > start,
    );
  });
}
