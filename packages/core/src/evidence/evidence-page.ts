import { DECISION_SEVERITY } from "./decision-actions.ts";
import { EVENT_TYPES } from "./event-types.ts";
import { CATEGORIES, REASON_CODES } from "./reason-codes.ts";
import { COMPONENT_VERSIONS, TEEC_VERSION } from "./registry.ts";
import { RESERVED_REASON_CODES } from "./reserved-reason-codes.ts";

/** Returns the content of docs/evidence.md. */
export function evidencePage(): string {
  return `# Evidence of a decision

Every decision is recorded and returned with the same evidence, in codes of one closed registry, version ${TEEC_VERSION}. A decision with a
code outside the registry is not returned: it becomes a denial, \`MODULE_FAILED\`. The registry contains the published TEEC set and the codes of
this product. Codes may be added; none is removed or given another meaning.

\`decision\` in the answer of \`POST /actions\` and \`GET /actions/{id}\`:

| field | meaning |
|---|---|
| \`id\` | the id of the ledger entry |
| \`action\`, \`status\` | the decision, and its status for the caller: \`executed\`, \`requested\` or \`denied\` |
| \`reason_codes\` | the reasons, from the tables below |
| \`risk_score\` | 0 to 100: the severity of the action, or the highest risk that a module found |
| \`mode\` | \`enforce\`, or the mode of the environment, or of the monitored policies when no other policy applied |
| \`policies\` | \`{id, name, version, hash, verdict, mode}\` of each policy that applied |
| \`shadow\` | what monitored policies would have done: the same members for each policy, with \`action\`, \`reason\`, \`conditions\` and \`findings\`; the organisation's default has the id \`default\` |
| \`findings\`, \`obligations\` | findings of modules without values; obligations of the caller |
| \`event_types\` | tags of the entry, from the table below |
| \`component_versions\` | the versions of the components that decided: ${Object.keys(COMPONENT_VERSIONS)
    .map((name) => `\`${name}\``)
    .join(", ")} |
| \`correlation_id\` | the caller's id, or a generated one (\`cor_…\`), shared by all entries of one action |
| \`trace_id\` | 32 hexadecimal digits: from the \`traceparent\` header, else from the \`correlation_id\` if it is a trace id, else derived from the entry's id |
| \`evaluated_at\`, \`teec_version\` | the time, and the version of the registry |

The decision is the most severe action of all policies and modules; obligations are combined. A reason that denies by default also has a
\`denial_reason\`. A policy may configure a module to take another action than the default.

This page is generated from \`packages/core/src/evidence\`.

${[actions(), ...CATEGORIES.map(codesOf), reservedCodes(), events()].join("\n")}`;
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

function reservedCodes(): string {
  const rows = Object.entries(RESERVED_REASON_CODES).map(([code, instead]) => row(`\`${code}\``, instead));
  return table("## Reserved codes of the TEEC set", ["code", "instead"], rows);
}

function events(): string {
  const rows = Object.entries(EVENT_TYPES).map(([name, { origin, meaning }]) => row(`\`${name}\``, setOf(origin), meaning));
  return table("## Event types", ["type", "set", "meaning"], rows);
}

const setOf = (origin: "teec" | "agentlattice") => (origin === "teec" ? "TEEC" : "AgentLattice");
const row = (...cells: string[]) => `| ${cells.join(" | ")} |`;

function table(title: string, heads: readonly string[], rows: readonly string[]): string {
  return [title, "", row(...heads), row(...heads.map(() => "---")), ...rows, ""].join("\n");
}
