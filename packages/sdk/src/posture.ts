import type { Config } from "./config.ts";
import { Fields } from "./fields.ts";
import { send } from "./send.ts";

/**
 * The posture of the organisation: a score from 0 to 100, the sum of its components.
 *
 * @example
 * const { score, components } = await al.posture();
 * for (const { text, gain } of components.leastPrivilege.advice) console.log(`+${gain} ${text}`);
 */
export interface Posture {
  score: number;
  components: {
    policyCoverage: PostureComponent;
    leastPrivilege: PostureComponent;
    humanOversight: PostureComponent;
    enforcement: PostureComponent;
    credentialHygiene: PostureComponent;
    ledgerIntegrity: PostureComponent;
    outcomeReporting: PostureComponent;
    incidentResponse: PostureComponent;
  };
  /** RFC 3339 */
  computedAt: string;
}

/** Points of one component, with evidence and advice. */
export interface PostureComponent {
  score: number;
  max: number;
  /** The evidence in one line. */
  summary: string;
  evidence: PostureEvidence[];
  advice: PostureAdvice[];
}

/** A count, with a link to its rows in the console. */
export interface PostureEvidence {
  id: string;
  label: string;
  count: number;
  /** Path of a console page. */
  href: string;
  /** The first rows. They are not sent to an agent's key. */
  rows?: { name: string; detail: string; at: string | null; href: string }[];
}

/** Advice that raises the score. */
export interface PostureAdvice {
  id: string;
  text: string;
  /** Points that the score gains. */
  gain: number;
  action: { label: string; href: string };
}

export async function fetchPosture(config: Config): Promise<Posture> {
  return readPosture((await send(config, { method: "GET", path: "/posture" })).body);
}

function readPosture(body: unknown): Posture {
  const fields = new Fields(body, "posture");
  return {
    score: fields.number("score"),
    components: fields.object("components", (components) => ({
      policyCoverage: components.object("policy_coverage", readComponent),
      leastPrivilege: components.object("least_privilege", readComponent),
      humanOversight: components.object("human_oversight", readComponent),
      enforcement: components.object("enforcement", readComponent),
      credentialHygiene: components.object("credential_hygiene", readComponent),
      ledgerIntegrity: components.object("ledger_integrity", readComponent),
      outcomeReporting: components.object("outcome_reporting", readComponent),
      incidentResponse: components.object("incident_response", readComponent),
    })),
    computedAt: fields.text("computed_at"),
  };
}

function readComponent(fields: Fields): PostureComponent {
  return {
    score: fields.number("score"),
    max: fields.number("max"),
    summary: fields.text("summary"),
    evidence: fields.list("evidence", readEvidence),
    advice: fields.list("advice", readAdvice),
  };
}

function readEvidence(fields: Fields): PostureEvidence {
  const row = (row: Fields) => ({
    name: row.text("name"),
    detail: row.text("detail"),
    at: null,
    ...row.maybe("at", "at", (_, name) => row.text(name)),
    href: row.text("href"),
  });
  return {
    id: fields.text("id"),
    label: fields.text("label"),
    count: fields.number("count"),
    href: fields.text("href"),
    ...fields.maybe("rows", "rows", (_, name) => fields.list(name, row)),
  };
}

function readAdvice(fields: Fields): PostureAdvice {
  return {
    id: fields.text("id"),
    text: fields.text("text"),
    gain: fields.number("gain"),
    action: fields.object("action", (action) => ({ label: action.text("label"), href: action.text("href") })),
  };
}
