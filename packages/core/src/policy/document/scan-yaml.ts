import { Lexer } from "yaml";

/** Limits the time that parsing takes, at about 20 µs per part. */
const MAX_PARTS = 30_000;
/** Limits the number of reported errors, because each costs the parser more than a valid part. */
const MAX_MISTAKES = 100;

/** A text refused before parsing, with the reason and the position. */
export interface Refusal {
  readonly message: string;
  /** UTF-16 offset in the text. */
  readonly offset: number;
}

/**
 * Refuses texts that are too expensive to parse: those with too many parts, or with adjacent values and nothing between. Aliases, anchors,
 * tags and further documents are refused later with their position and count as errors here.
 */
export function scanYaml(text: string): Refusal | null {
  let offset = 0;
  let parts = 0;
  let mistakes = 0;
  let valueBefore = false;
  for (const token of new Lexer().lex(text)) {
    const kind = kindOf(token);
    if (kind === "value" || kind === "open" || kind === "mark" || kind === "mistake") parts += 1;
    if (kind === "mistake" || ((kind === "value" || kind === "open") && valueBefore)) mistakes += 1;
    if (parts > MAX_PARTS) return { message: `a policy has at most ${MAX_PARTS} keys, values and list items`, offset };
    if (mistakes > MAX_MISTAKES)
      return {
        message:
          "this is no policy: values follow each other with nothing between, or are aliases, anchors, tags or documents of their own",
        offset,
      };
    if (kind === "value" || kind === "close") valueBefore = true;
    else if (kind !== "space") valueBefore = false;
    if (!CONTROL.has(token)) offset += token.length;
  }
  return null;
}

/** Tokens that the lexer inserts without any text. */
const CONTROL: ReadonlySet<string> = new Set(["\u0002", "\u0018", "\u001f"]);

type Kind = "value" | "open" | "close" | "mark" | "mistake" | "space" | "between";

function kindOf(token: string): Kind {
  const first = token[0] as string;
  if (first === "&" || first === "*" || first === "!" || token === "---" || token === "...") return "mistake";
  if (CONTROL.has(token) || first === " " || first === "\t") return "space";
  if (first === "\n" || first === "\r" || first === "#") return "between";
  if (first === "[" || first === "{") return "open";
  if (first === "]" || first === "}") return "close";
  return first === "," || token === ":" || token === "-" || token === "?" ? "mark" : "value";
}
