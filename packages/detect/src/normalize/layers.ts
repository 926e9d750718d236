import type { Span } from "../span.ts";
import { decodeBase64Text, decodeHexText, findBase64Runs, findWrappedBlocks } from "./base64.ts";
import { reveal } from "./reveal.ts";

/** One reading of a text: the text itself, or its content after escapes, disguises or encodings are resolved. */
export interface Layer {
  readonly text: string;
  readonly kind: "given" | "revealed" | "decoded";
  /** Returns the span of the given text that corresponds to a span of this reading. */
  readonly locate: (span: Span) => Span;
}

/** Nested encodings are resolved this many times. */
const MAX_DEPTH = 3;
const MIN_ENCODED = 24;
/** An escape, a joint of two literals and a line break begin with one of these. */
const SPECIAL_CHARS = new Set("%\\&=\"'`\n");
/** Lookup table by ASCII code: 1 for the characters of `SPECIAL_CHARS`, 0 for all others. */
const IS_SPECIAL = Uint8Array.from({ length: 128 }, (_, code) => (SPECIAL_CHARS.has(String.fromCharCode(code)) ? 1 : 0));
const asGiven = (span: Span) => span;

/** Returns every reading of a text, the text itself first. Offsets of each reading can be mapped back. */
export function layersOf(text: string): readonly Layer[] {
  if (text.length < MIN_ENCODED && isPlain(text)) return [{ text, kind: "given", locate: asGiven }];
  const layers: Layer[] = [];
  addLayers({ text, kind: "given", locate: asGiven }, 0, layers);
  return layers;
}

function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 128 || IS_SPECIAL[code] === 1) return false;
  }
  return true;
}

function addLayers(layer: Layer, depth: number, layers: Layer[]): void {
  layers.push(layer);
  if (depth >= MAX_DEPTH || layer.text.length < MIN_ENCODED / 4) return;
  const { text, kind, locate } = layer;
  if (kind !== "revealed")
    for (const part of reveal(text))
      addLayers({ text: part.text, kind: "revealed", locate: (span) => locate(part.locate(span)) }, depth + 1, layers);
  for (const run of findBase64Runs(text, MIN_ENCODED)) addDecoded(decodeRun(text, run), run);
  if (text.includes("\n") || text.includes("\\n"))
    for (const { joined, start, end } of findWrappedBlocks(text))
      addDecoded(decodeRun(joined, { start: 0, end: joined.replace(/=+$/, "").length }), { start, end });

  /** A finding inside an encoded run covers the whole run. */
  function addDecoded(decoded: string | undefined, run: Span): void {
    if (decoded !== undefined) addLayers({ text: decoded, kind: "decoded", locate: () => locate(run) }, depth + 1, layers);
  }
}

const decodeRun = (text: string, run: Span) => decodeHexText(text, run) ?? decodeBase64Text(text, run);
