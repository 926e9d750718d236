import { type Document, isAlias, isMap, isNode, isPair, isScalar, LineCounter, type Pair, parseAllDocuments, visit } from "yaml";
import { utf8 } from "../../ledger/bytes.ts";
import { codePoint, DIRECTION_CONTROL } from "../../model/check-json.ts";
import { issueAt, type PolicyFix, type PolicyIssue } from "../../model/issue.ts";
import type { Path } from "../../model/path.ts";
import { POLICY_LIMITS } from "./document.ts";
import { checkPolicy, type LocatedIssue, type ParsedPolicy, type PolicyOrigin } from "./parse-policy.ts";
import { type Refusal, scanYaml } from "./scan-yaml.ts";

const MAX_OPEN = 100;
const MAX_LINES = 20_000;

/** Parses a policy from YAML 1.2: one document without aliases, anchors, tags or merge keys. Issues have a line and a column. */
export function parsePolicyYaml(text: string, origin: PolicyOrigin = "authored"): ParsedPolicy {
  const opened = openYaml(text);
  if (!opened.ok) return opened;
  const { document, lines } = opened;
  const refused = refuseSyntax(document, lines);
  if (refused.length > 0) return { ok: false, issues: refused };
  const checked = checkPolicy(document.toJS(), origin);
  if (checked.ok) return checked;
  return {
    ok: false,
    issues: checked.issues.map((located) => ({
      ...located.issue,
      ...positionOf(document, located.path, lines),
      ...fixOf(document, located, lines),
    })),
  };
}

interface OpenedYaml {
  readonly ok: true;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** Parses the text of one document, or returns its issues. */
export function openYaml(text: string): OpenedYaml | { readonly ok: false; readonly issues: readonly PolicyIssue[] } {
  const refusal = refuseText(text) ?? scanYaml(text);
  if (refusal) return { ok: false, issues: [{ ...issueAt([], refusal.message), ...positionOfOffset(text, refusal.offset) }] };
  const lines = new LineCounter();
  let documents: Document.Parsed[];
  try {
    // Duplicate keys are found below, because the library compares every pair of keys, which is quadratic.
    documents = [...parseAllDocuments(text, { lineCounter: lines, merge: false, uniqueKeys: false, prettyErrors: false, version: "1.2" })];
  } catch (error) {
    if (error instanceof RangeError) return { ok: false, issues: [issueAt([], `nested deeper than ${POLICY_LIMITS.jsonDepth} levels`)] };
    throw error;
  }
  const [document] = documents;
  if (!document || document.contents === null)
    return { ok: false, issues: [{ ...issueAt([], "there is no document"), line: 1, column: 1 }] };
  if (documents.length > 1)
    return {
      ok: false,
      issues: [{ ...issueAt([], "one document at a time: remove what follows ---"), ...positionAt(lines, documents[1]?.range[0] ?? 0) }],
    };
  const hidden = DIRECTION_CONTROL.exec(text);
  if (hidden) {
    const message = `the text contains a hidden direction character (${codePoint(hidden[0])}), which makes the displayed text differ from the stored text`;
    return { ok: false, issues: [{ ...issueAt([], message), ...positionAt(lines, hidden.index) }] };
  }
  // An unknown tag is refused with its position, like every tag.
  const problems = [...document.errors, ...document.warnings]
    .filter(({ code }) => code !== "TAG_RESOLVE_FAILED")
    .slice(0, POLICY_LIMITS.issues);
  if (problems.length > 0)
    return { ok: false, issues: problems.map((problem) => ({ ...issueAt([], problem.message), ...positionAt(lines, problem.pos[0]) })) };
  return { ok: true, document, lines };
}

/** Returns why a text is refused before parsing, with the position. */
function refuseText(text: string): Refusal | null {
  if (text.length > POLICY_LIMITS.bytes || utf8(text).length > POLICY_LIMITS.bytes)
    return { message: `a policy has at most ${POLICY_LIMITS.bytes} bytes`, offset: 0 };
  const nothing = text.indexOf("\u0000");
  if (nothing >= 0) return { message: "text cannot contain a null character", offset: nothing };
  const directive = text.search(/^%/m);
  if (directive >= 0) return { message: "directives (%) are not allowed", offset: directive };
  if ((text.match(/\n/g)?.length ?? 0) > MAX_LINES) return { message: `a policy has at most ${MAX_LINES} lines`, offset: text.length };
  const deep = findTooDeep(text);
  return deep < 0 ? null : { message: `nested deeper than ${POLICY_LIMITS.jsonDepth} levels`, offset: deep };
}

/**
 * Returns the offset at which nesting exceeds the limit, or -1. Counts open brackets and indicators on one line before the parser recurses.
 */
function findTooDeep(text: string): number {
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "[" || char === "{") open += 1;
    else if ((char === "]" || char === "}") && open > 0) open -= 1;
    if (open > MAX_OPEN) return at;
  }
  return text.search(/([-?:]\s+){100}/);
}

function refuseSyntax(document: Document.Parsed, lines: LineCounter): PolicyIssue[] {
  const issues: PolicyIssue[] = [];
  const refuse = (node: unknown, path: Path, message: string) => {
    const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    issues.push({ ...issueAt(path, message), ...positionAt(lines, offset) });
  };
  visit(document, {
    Node(_key, node, ancestors) {
      if (issues.length >= POLICY_LIMITS.issues) return visit.BREAK;
      // Paths are computed for refusals only, because a long list would be searched once per item.
      const at = () => pathTo(ancestors, node);
      if (isAlias(node)) return refuse(node, at(), "aliases (*name) are not allowed, repeat the value");
      if (node.anchor !== undefined) refuse(node, at(), "anchors (&name) are not allowed");
      if (node.tag !== undefined) refuse(node, at(), `tags (${node.tag}) are not allowed`);
      if (isMap(node)) refuseKeys(node.items, at, refuse);
      return undefined;
    },
  });
  return issues.slice(0, POLICY_LIMITS.issues);
}

function refuseKeys(pairs: readonly Pair[], at: () => Path, refuse: (node: unknown, path: Path, message: string) => void): void {
  const seen = new Set<string>();
  for (const { key } of pairs) {
    const name = isScalar(key) ? key.value : undefined;
    if (name === "<<") refuse(key, at(), "merge keys (<<) are not allowed");
    else if (typeof name !== "string") refuse(key, at(), "keys must be text");
    else if (seen.has(name)) refuse(key, [...at(), name], `${name} occurs twice`);
    else seen.add(name);
  }
}

function pathTo(ancestors: readonly unknown[], node: unknown): Path {
  const path: (string | number)[] = [];
  const chain = [...ancestors, node];
  for (const [i, parent] of chain.entries()) {
    const child = chain[i + 1];
    if (isPair(parent) && isScalar(parent.key)) path.push(String(parent.key.value));
    else if (parent && typeof parent === "object" && "items" in parent && !isMap(parent) && child !== undefined)
      path.push((parent.items as unknown[]).indexOf(child));
  }
  return path;
}

/** Returns the position of a path: its key or item, or else its nearest existing ancestor. */
export function positionOf(document: Document.Parsed, path: Path, lines: LineCounter): { readonly line: number; readonly column: number } {
  for (let length = path.length; length > 0; length--) {
    const offset = offsetOf(document, path.slice(0, length));
    if (offset !== null) return positionAt(lines, offset);
  }
  return positionAt(lines, document.contents?.range[0] ?? 0);
}

/** Returns the suggestion as an edit when it replaces a single word of the text. */
function fixOf(document: Document.Parsed, { path, issue, part }: LocatedIssue, lines: LineCounter): { readonly fix?: PolicyFix } {
  if (issue.suggestion === undefined) return {};
  const node = part === "key" ? keyNodeAt(document, path) : document.getIn(path, true);
  if (!isScalar(node) || !node.range) return {};
  const [from, to] = node.range;
  const start = positionAt(lines, from);
  const end = positionAt(lines, to);
  return { fix: { ...start, end_line: end.line, end_column: end.column, text: plain(issue.suggestion) } };
}

const READS_AS_ITSELF = /^([A-Za-z][\w./-]*|-?\d+(\.\d+)?|\[[\w ./@-]+\])$/;

/** Formats a suggestion as YAML, quoted where it would be read as another type. */
function plain(text: string): string {
  return READS_AS_ITSELF.test(text) ? text : JSON.stringify(text);
}

function keyNodeAt(document: Document.Parsed, path: Path): unknown {
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  return isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))?.key : undefined;
}

function offsetOf(document: Document.Parsed, path: Path): number | null {
  const key = keyNodeAt(document, path);
  if (isScalar(key)) return key.range?.[0] ?? null;
  const item: unknown = document.getIn(path, true);
  return isNode(item) ? (item.range?.[0] ?? null) : null;
}

function positionOfOffset(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function positionAt(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}
