export { randomNumbers } from "@agentlattice/patterns/testing";
export { expandTemplate } from "./expand-template.ts";
export { drawPieces, keywordPieces } from "./growth-texts.ts";
export { fill, HOSTILE, HOSTILE_TABLES } from "./hostile-texts.ts";
