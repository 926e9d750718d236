import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { CONTEXTS, FORMATS } from "./formats.mjs";
import { mint } from "./mint.mjs";

/** @param {number} seed */
export function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** Every format in every context it may stand in, `rounds` times. */
export function leaks(random, rounds) {
  const texts = [];
  for (let i = 0; i < rounds; i++) {
    for (const [kind, name, shape, needsName = false] of FORMATS) {
      for (const [context, write, hasName] of CONTEXTS) {
        if (needsName && !hasName) continue;
        texts.push({ kind, context, text: write(name, mint(shape, random)) });
      }
    }
  }
  return texts;
}

const ORDINARY = /\.(?:[cm]?[jt]sx?|json|md|map|css|html|ya?ml|txt|prisma|sql|sh)$|(?:^|\/)(?:LICENSE|README|CHANGELOG)$/;
const LARGEST = 2_000_000;

/** Sources, minified code, lockfiles, translations and documents, a fair sample of what is installed, up to `bytes`. */
export function ordinaryTexts(roots, random, bytes) {
  const files = roots.flatMap((root) => [...walk(root)]);
  const texts = [];
  let size = 0;
  while (size < bytes && files.length > 0) {
    const [file] = files.splice(Math.floor(random() * files.length), 1);
    const { size: length } = statSync(file);
    if (length === 0 || length > LARGEST) continue;
    const text = readFileSync(file, "utf8");
    size += text.length;
    texts.push({ file, text });
  }
  return texts;
}

function* walk(root) {
  if (statSync(root).isFile()) {
    yield root;
    return;
  }
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (entry.name === ".cache" || entry.isSymbolicLink()) continue;
    const file = path.join(root, entry.name);
    if (entry.isDirectory()) yield* walk(file);
    else if (ORDINARY.test(file)) yield file;
  }
}
