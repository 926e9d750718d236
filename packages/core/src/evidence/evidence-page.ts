import { DECISION_SEVERITY } from "./decision-actions.ts";
import { EVENT_TYPES } from "./event-types.ts";
import { NEVER_SAID } from "./never-said.ts";
import { CATEGORIES, REASON_CODES } from "./reason-codes.ts";
import { COMPONENT_VERSIONS, TEEC_VERSION } from "./registry.ts";

/** Returns the content of docs/evidence.md. */
export function evidencePage(): string {
  return `# Evidence of a decision

Every decision is recorded and answered with the same evidence, in words from one closed registry, version ${TEEC_VERSION}. A decision that
says something the registry does not know is not returned: it becomes a denial, \`MODULE_FAILED\`. The registry holds the published TEEC set and
our own codes; codes are added, none is taken away or given another meaning.

\`decision\` in the answer of \`POST /actions\` and \`GET /actions/{id}\`:

| field | meaning |
|---|---|
| \`id\` | of the entry in the ledger |
| \`action\`, \`status\` | what was decided, and what that is to the caller: \`executed\`, \`requested\` or \`denied\` |
| \`reason_codes\` | why, from the tables below |
| \`risk_score\` | 0 to 100: the severity of the action, or the highest risk that a module found |
| \`mode\` | \`enforce\`, or the mode of the environment or of the policies that watched when nothing else decided |
| \`policies\` | \`{id, name, version, hash, verdict, mode}\` of each policy that applied |
| \`shadow\` | what would have been done where it is only monitored: the same of each policy, with \`action\`, \`reason\`, \`conditions\` and \`findings\`; the organisation's default has the id \`default\` |
| \`findings\`, \`obligations\` | what modules found, never the value; what the caller must do |
| \`event_types\` | tags of the entry, from the table below |
| \`component_versions\` | what decided: ${Object.keys(COMPONENT_VERSIONS)
    .map((name) => `\`${name}\``)
    .join(", ")} |
| \`correlation_id\` | the caller's, or else ours (\`cor_…\`), which the entries of one action share |
| \`trace_id\` | 32 hexadecimal digits: of the \`traceparent\` header, else the \`correlation_id\` when it is one, else made from the entry's id |
| \`evaluated_at\`, \`teec_version\` | when, and the version of the registry |

The most severe action of everything that applies is the decision; obligations are the union. A reason whose default is a denial is told to the
caller as its \`denial_reason\`. The defaults are those of the code by itself: a policy may configure a module to do something else.

This page is made from \`packages/core/src/evidence\`.

${[actions(), ...CATEGORIES.map(codesOf), neverSaid(), events()].join("\n")}`;
}

function actions(): string {
  return table(
    "## Decision actions",
    ["action", "severity"],
    Object.entries(DECISION_SEVERITY).map(([action, severity]) => row(`\`${action}\``, String(severity))),
  );
}

function codesOf(category: (typeof CATEGORIES)[number]): string {
  const rows = Object.entries(REASON_CODES)
    .filter(([, code]) => code.category === category)
    .map(([name, { severity, action, denial_reason, origin, meaning }]) =>
      row(`\`${name}\``, severity, `\`${action}\``, denial_reason ?? "–", setOf(origin), meaning),
    );
  return table(`## Reason codes: ${category}`, ["code", "severity", "default", "denial reason", "set", "meaning"], rows);
}

function neverSaid(): string {
  const rows = Object.entries(NEVER_SAID).map(([code, instead]) => row(`\`${code}\``, instead));
  return table("## Codes of the TEEC set that this release never says", ["code", "instead"], rows);
}

function events(): string {
  const rows = Object.entries(EVENT_TYPES).map(([name, { origin, meaning }]) => row(`\`${name}\``, setOf(origin), meaning));
  return table("## Event types", ["type", "set", "meaning"], rows);
}

const setOf = (origin: "teec" | "agentlattice") => (origin === "teec" ? "TEEC" : "ours");
const row = (...cells: string[]) => `| ${cells.join(" | ")} |`;

function table(title: string, heads: readonly string[], rows: readonly string[]): string {
  return [title, "", row(...heads), row(...heads.map(() => "---")), ...rows, ""].join("\n");
}
