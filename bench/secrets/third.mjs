// The third set: written as strangers measure, from the formats issuers and public scanners document, without a look at the rules or the other sets.

import { DOCUMENTS } from "./third/documents.mjs";
import { AI } from "./third/kinds-ai.mjs";
import { BUSINESS } from "./third/kinds-business.mjs";
import { CLOUD } from "./third/kinds-cloud.mjs";
import { CODE } from "./third/kinds-code.mjs";
import { minter } from "./third/mint.mjs";
import { PLACES } from "./third/places.mjs";
import { BUILDS } from "./third/quiet-builds.mjs";
import { DATA_AND_PROSE } from "./third/quiet-data.mjs";
import { FILES } from "./third/quiet-files.mjs";
import { TEXTS } from "./third/quiet-texts.mjs";

const KINDS = [...CLOUD, ...AI, ...CODE, ...BUSINESS];
const DOCUMENT_ROUNDS = 10;
/** Sentences of other languages say what they speak of. */
const SPOKEN = { password: /PASS|PWD/, key: /API_KEY/ };

/** @param {() => number} random @returns {{ kind: string, place: string, value: unknown, secret: string }[]} */
export function thirdLeaks(random) {
  const m = minter(random);
  const leaks = [];
  for (const [kind, name, make, needsName = false] of KINDS) {
    for (const [place, write, hasName = false] of PLACES) {
      if (needsName && hasName === false) continue;
      if (typeof hasName === "string" && !SPOKEN[hasName].test(name)) continue;
      const secret = make(m);
      leaks.push({ kind, place, value: write(name, secret), secret });
    }
  }
  for (let round = 0; round < DOCUMENT_ROUNDS; round++) {
    for (const [kind, make] of DOCUMENTS) leaks.push({ kind, place: "document", ...unmark(make(m)) });
  }
  return leaks;
}

/** @param {() => number} random @param {number} rounds @returns {{ kind: string, value: unknown }[]} */
export function thirdQuiet(random, rounds) {
  const m = minter(random);
  return Array.from({ length: rounds }, () =>
    [...FILES, ...BUILDS, ...TEXTS, ...DATA_AND_PROSE].map(([kind, make]) => ({ kind, value: make(m) })),
  ).flat();
}

/** Takes the marks off; a document whose credential is stored encoded names it. */
function unmark(made) {
  if (made.secret !== undefined) return made;
  const marked = JSON.stringify(made);
  const secret = /«(.*?)»/s.exec(marked)[1];
  return { value: JSON.parse(marked.replace(/[«»]/g, "")), secret: JSON.parse(`"${secret}"`) };
}
