// The fourth set: a benchmark as a stranger would write it, from what issuers and public scanners document, without a look at the rules or at
// the other sets. Ground rules: a credential is a value that looks live, either by its issuer's form or because what stands around it says so to
// a competent reader. Random characters without either are none; nor are placeholders (changeme, <token>, xxxx, ***), references (${VAR},
// secrets.X, op://…), examples everybody knows (AKIAIOSFODNN7EXAMPLE, the token of jwt.io), dummies of tests ("test", "secret"), ciphertexts,
// password hashes, public keys and certificates, publishable keys, ids and digests. A find counts when it overlaps the credential, or, where
// the credential is stored encoded, when anything is found there at all.
import { CONNECTIONS } from "./fourth/connections.mjs";
import { DOCUMENTS } from "./fourth/documents.mjs";
import { installedFiles } from "./fourth/installed.mjs";
import { PLATFORMS } from "./fourth/kinds-platforms.mjs";
import { SERVICES } from "./fourth/kinds-services.mjs";
import { minter } from "./fourth/mint.mjs";
import { RECORDS, SHELL, SOURCE } from "./fourth/places-code.mjs";
import { CONFIGURATION, DEPLOYMENT } from "./fourth/places-files.mjs";
import { BARE, CALLS, DISGUISES, TALK } from "./fourth/places-talk.mjs";
import { BUILDS } from "./fourth/quiet-builds.mjs";
import { TEXTS } from "./fourth/quiet-texts.mjs";
import { THINGS } from "./fourth/quiet-things.mjs";

const NAMING = [...CONFIGURATION, ...DEPLOYMENT, ...SOURCE, ...SHELL, ...RECORDS, ...TALK, ...CALLS, ...DISGUISES];
const KINDS = [...PLATFORMS, ...SERVICES];
/** How many places a kind is put in, times its weight. */
const PLACES = 6;
const DOCUMENT_ROUNDS = 5;

/** @param {() => number} random @returns {{ kind: string, place: string, value: unknown, secret: string }[]} */
export function fourthLeaks(random) {
  const m = minter(random);
  const leaks = KINDS.flatMap(([kind, names, make, weight, needsName = false]) =>
    Array.from({ length: PLACES * weight }, () => {
      const [place, write] = m.pick(needsName ? NAMING : [...NAMING, ...BARE]);
      const secret = make(m);
      return { kind, place, value: write(m.pick(names), secret, m), secret };
    }),
  );
  for (let round = 0; round < DOCUMENT_ROUNDS; round++)
    for (const [kind, make] of [...DOCUMENTS, ...CONNECTIONS]) leaks.push({ kind, place: "document", ...make(m) });
  return leaks;
}

/** @param {() => number} random @param {number} rounds @param {string} installed a folder of packages @returns {{ kind: string, value: unknown }[]} */
export function fourthQuiet(random, rounds, installed) {
  const m = minter(random);
  const made = Array.from({ length: rounds }, () =>
    [...BUILDS, ...TEXTS, ...THINGS].map(([kind, make]) => ({ kind, value: make(m) })),
  ).flat();
  return [...made, ...installedFiles(m, installed)];
}
