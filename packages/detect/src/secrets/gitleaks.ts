import { LRUCache } from "lru-cache";
import { type Allowlist, type GitleaksDocument, readDocument, unknownKeys } from "./gitleaks-document.ts";

/** A condition under which a match is no finding: a pattern of the credential, the match or the line, or a word in the credential. */
export interface Exemption {
  /** Part of the document, for error messages. */
  readonly where: string;
  readonly regexes: readonly string[];
  readonly target: "secret" | "match" | "line";
  readonly stopwords: readonly string[];
  /** True when patterns and words both have to match. */
  readonly all: boolean;
}

export interface GitleaksRule {
  readonly id: string;
  readonly title: string;
  readonly regex: string;
  readonly keywords: readonly string[];
  readonly entropy: number;
  /** Group that is the credential; by default the first group that matched, else the whole match. */
  readonly secretGroup: number | undefined;
  readonly exemptions: readonly Exemption[];
}

interface Imported {
  readonly rules: readonly GitleaksRule[];
  /** Sentences about parts of the document that are ignored or read in another way. */
  readonly notes: readonly string[];
}

/** The configuration of gitleaks itself has 222 rules and about 60 patterns in allow lists. */
const MAX_RULES = 500;
const MAX_EXEMPTING = 500;
const MAX_REGEX = 4_000;
const MAX_NOTES = 50;
const MAX_SHOWN = 80;
/** Matches keywords that the keyword index supports. */
const INDEXED = /^[\x20-\x7e]{2,60}$/;

/** Recent documents, because each is read when it is saved, checked and compiled. */
const imports = new LRUCache<string, Imported>({ max: 8, memoMethod: (toml) => importRules(readDocument(toml)) });

/**
 * The rules of a gitleaks configuration.
 * @throws Error with a sentence about the document
 */
export function readGitleaks(toml: string): readonly GitleaksRule[] {
  return imports.memo(toml).rules;
}

/** Returns sentences about parts that {@link readGitleaks} ignores, because content has no path, commit or other file. */
export function noteGitleaks(toml: string): readonly string[] {
  const { notes } = imports.memo(toml);
  return notes.length > MAX_NOTES ? [...notes.slice(0, MAX_NOTES), `and ${notes.length - MAX_NOTES} more`] : notes;
}

type Note = (message: string) => void;
type Rule = GitleaksDocument["rules"][number];

function importRules(document: GitleaksDocument): Imported {
  refuseTooMuch(document);
  const notes: string[] = [];
  const note: Note = (message) => void notes.push(message);
  noteUnknown("", document, "document", note);
  noteExtension(document, note);
  const forAll = [document.allowlist ?? [], ...document.allowlists.filter(({ targetRules }) => targetRules.length === 0)].flat();
  if (forAll.some(({ regexes, stopwords }) => regexes.length + stopwords.length > 0))
    note("allow lists: they apply to the rules of this text. For the shipped rules, write the patterns into allow.patterns of the module");
  const everywhere = (document.allowlist ? [document.allowlist] : []).flatMap((list) => toExemption(list, "the allowlist", note));
  const targeted = document.allowlists.map((list, i) => ({
    exemptions: toExemption(list, `allowlists[${i}]`, note),
    targets: list.targetRules,
  }));
  const ids = new Set(document.rules.map(({ id }) => id));
  for (const id of targeted.flatMap(({ targets }) => targets))
    if (!ids.has(id)) note(`allowlists: there is no rule ${shown(id)} in this text for targetRules to name`);
  const seen = new Set<string>();
  const rules = document.rules.flatMap((rule) => {
    const id = toId(rule.id);
    if (seen.has(id)) note(`rule ${id}: another rule has this id, and both are tried`);
    seen.add(id);
    const ofAll = targeted.flatMap(({ exemptions, targets }) => (targets.length === 0 || targets.includes(rule.id) ? exemptions : []));
    return toRule(rule, id, [...everywhere, ...ofAll], note);
  });
  return { rules, notes };
}

function toRule(rule: Rule, id: string, ofAll: readonly Exemption[], note: Note): GitleaksRule[] {
  const of = `rule ${id}`;
  noteUnknown(`${of}: `, rule, "rule", note);
  const own = [...(rule.allowlist ? [rule.allowlist] : []), ...rule.allowlists].flatMap((list) =>
    toExemption(list, `${of}, allowlist`, note),
  );
  const { regex, path, keywords } = rule;
  if (regex === undefined) {
    note(`${of}: it has no regex${path === undefined ? "" : " and looks at paths only"}, and is left out`);
    return [];
  }
  if (rule.skipReport) {
    note(`${of}: it reports nothing of its own (skipReport), and is left out`);
    return [];
  }
  if (path !== undefined) note(`${of}: its path is left out, and it is tried whatever a text is called`);
  if (rule.required.length > 0) note(`${of}: it reports without the rules that it requires`);
  const odd = keywords.find((word) => !INDEXED.test(word));
  if (odd !== undefined) note(`${of}: the keyword ${shown(odd)} cannot be looked for, so the rule is tried on every text`);
  return [
    {
      id,
      title: rule.description ?? rule.id,
      regex,
      keywords: odd === undefined ? keywords.map((word) => word.toLowerCase()) : [],
      entropy: rule.entropy ?? 0,
      secretGroup: rule.secretGroup === 0 ? undefined : rule.secretGroup,
      exemptions: [...own, ...ofAll],
    },
  ];
}

function noteExtension({ extend }: GitleaksDocument, note: Note): void {
  if (!extend) return;
  const { path, url, useDefault, disabledRules } = extend;
  if (path !== "" || url !== "") throw new Error("extend: another file is not read: put its rules into this text");
  noteUnknown("extend: ", extend, "extend", note);
  if (useDefault) note("extend.useDefault: the rules that are shipped here stand for those of gitleaks");
  for (const id of disabledRules)
    note(`extend.disabledRules: ${shown(id)} is left out: disabled_rules of the module switches off the rules that are shipped here`);
}

function noteUnknown(where: string, table: object, shape: Parameters<typeof unknownKeys>[1], note: Note): void {
  for (const key of unknownKeys(table, shape)) note(`${where}${shown(key)} is not known, and is left out`);
}

function refuseTooMuch({ allowlist: global, allowlists, rules }: GitleaksDocument): void {
  if (rules.length > MAX_RULES) throw new Error(`there are ${rules.length} rules, at most ${MAX_RULES} are allowed`);
  const lists = [global, ...allowlists, ...rules.flatMap((rule) => [rule.allowlist, ...rule.allowlists])];
  const exempting = lists.flatMap((list) => list?.regexes ?? []);
  if (exempting.length > MAX_EXEMPTING)
    throw new Error(`its allow lists have ${exempting.length} patterns, at most ${MAX_EXEMPTING} are allowed`);
  for (const { id, regex = "" } of rules)
    if (regex.length > MAX_REGEX)
      throw new Error(`rule ${toId(id)}: the pattern has ${regex.length} characters, at most ${MAX_REGEX} are allowed`);
  if (exempting.some((regex) => regex.length > MAX_REGEX))
    throw new Error(`a pattern of an allow list has more than ${MAX_REGEX} characters`);
}

/** Converts an id to the form of ids in findings. */
function toId(id: string): string {
  const words = id.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return (/^[a-z]/.test(words[0] ?? "") ? words : ["rule", ...words]).join("-").slice(0, 64).replace(/-$/, "");
}

function toExemption(list: Allowlist, where: string, note: Note): Exemption[] {
  const { regexes, stopwords, condition, regexTarget, paths, commits, targetRules } = list;
  noteUnknown(`${where}: `, list, targetRules === undefined ? "allowlist" : "globalAllowlist", note);
  const elsewhere = [...(paths.length > 0 ? ["paths"] : []), ...(commits.length > 0 ? ["commits"] : [])].join(" and ");
  const all = condition.toUpperCase() === "AND" || condition === "&&";
  if (regexes.length + stopwords.length === 0 || (all && elsewhere !== "")) {
    note(elsewhere === "" ? `${where}: it lets nothing pass` : `${where}: content has no ${elsewhere}, so it lets nothing pass`);
    return [];
  }
  if (elsewhere !== "") note(`${where}: its ${elsewhere} are left out`);
  const target = regexTarget.toLowerCase();
  return [
    {
      where,
      regexes,
      stopwords: stopwords.map((word) => word.toLowerCase()),
      target: target === "match" || target === "line" ? target : "secret",
      all,
    },
  ];
}

/** Quotes a name of the document and limits its length. */
function shown(name: string): string {
  const text = JSON.stringify(name);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1).toWellFormed()}…` : text;
}
