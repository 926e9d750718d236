import { readFileSync } from "node:fs";
import { listDocuments } from "./document-commands.mjs";
import { inRoot } from "./paths.mjs";

/** Shell blocks contain commands, which `documented-commands.mjs` covers. */
const SHELLS = new Set(["sh", "bash", "shell", "console"]);

/** @typedef {{ file: string, line: number, language: string, text: string }} DocumentBlock */

/** Returns the fenced code blocks of every document, without shell blocks. @returns {DocumentBlock[]} */
export function listBlocks() {
  return listDocuments().flatMap((file) => {
    const text = readFileSync(inRoot(file), "utf8");
    return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
      .map(({ index, 1: language = "", 2: block = "" }) => ({ file, line: text.slice(0, index).split("\n").length, language, text: block }))
      .filter(({ language }) => !SHELLS.has(language));
  });
}
