import { noteGitleaks } from "@agentlattice/detect";
import { readField, typeOfField } from "../../conditions/fields.ts";
import { issueAt, type PolicyIssue } from "../../model/issue.ts";
import type { Path } from "../../model/path.ts";
import { nearest } from "../../model/suggest.ts";
import type { Policy } from "./document.ts";

/** Returns notes on a valid policy: parts that are ignored or read differently than the author may expect. */
export function policyNotes({ spec }: Policy): readonly PolicyIssue[] {
  const toml = spec.modules?.secrets?.gitleaks_toml;
  const ignored =
    toml === undefined ? [] : noteGitleaks(toml).map((note) => issueAt(["spec", "modules", "secrets", "gitleaks_toml"], note));
  return [...ignored, ...noteScope(spec), ...noteTypes(spec, ["spec"])];
}

/** Notes words of a grant's scope that hold for every grant. */
function noteScope({ approval }: Policy["spec"]): readonly PolicyIssue[] {
  return (approval?.grants?.scope ?? []).flatMap((word, i) =>
    word === "same_digest"
      ? []
      : [issueAt(["spec", "approval", "grants", "scope", i], `every grant is bound to its agent and its action: leave ${word} out`)],
  );
}

/** The people and groups of an organisation, as approvers name them. */
export interface Directory {
  /** Roles that at least one person has. */
  readonly roles: ReadonlySet<string>;
  /** Email addresses of people with a role that decides approvals, in lower case. */
  readonly people: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

/** Returns notes on approvers who cannot decide: an unknown person or group, and a role that nobody has. */
export function noteApprovers({ spec }: Policy, { roles, people, groups }: Directory): readonly PolicyIssue[] {
  const { approval } = spec;
  const at: Path = ["spec", "approval"];
  const lists = [approval ?? {}, ...(approval?.stages ?? [])].flatMap(({ approvers = [], fallback = [] }, i) => {
    const path = i === 0 ? at : [...at, "stages", i - 1];
    return [
      ...approvers.map((name, k) => [name, [...path, "approvers", k]] as const),
      ...fallback.map((name, k) => [name, [...path, "fallback", k]] as const),
    ];
  });
  return lists.flatMap(([name, path]) => {
    const [kind = "", of = ""] = name.split(/:(.*)/s);
    if (kind === "user" && !people.has(of.toLowerCase()))
      return [
        issueAt(
          path,
          `${name} is not an owner, admin or operator of this organisation and cannot decide: invite them, or name another person`,
        ),
      ];
    if (kind === "group" && !groups.has(of))
      return [issueAt(path, `there is no group ${of}: create it under Groups, or name another${suggested(of, groups)}`)];
    return kind === "role" && !roles.has(of)
      ? [issueAt(path, `nobody has the role ${of}: give it to a person, or name another approver`)]
      : [];
  });
}

function suggested(name: string, groups: ReadonlySet<string>): string {
  const meant = nearest(name, [...groups]);
  return meant === undefined ? "" : `. Did you mean group:${meant}?`;
}

const NUMBER = /^-?\d+(\.\d+)?$/;

/** Notes values of another type than the author may mean, in fields that agents define. */
function noteTypes(value: unknown, path: Path): readonly PolicyIssue[] {
  if (typeof value !== "object" || value === null) return [];
  const notes = Object.entries(value).flatMap(([key, part]) => noteTypes(part, [...path, Array.isArray(value) ? Number(key) : key]));
  const { field, operator, value: expected } = value as { field?: unknown; operator?: unknown; value?: unknown };
  if (typeof field !== "string" || typeof operator !== "string") return notes;
  const quoted = [expected].flat().find((one) => typeof one === "string" && (NUMBER.test(one) || one === "true" || one === "false"));
  if (quoted === undefined || !["eq", "neq", "in", "not_in", "subset_of"].includes(operator) || hasKnownType(field)) return notes;
  return [
    ...notes,
    issueAt(
      [...path, "value"],
      `compares with the text "${quoted}": a ${NUMBER.test(quoted as string) ? "number" : "true or false"} sent as ${quoted} does not match. Write ${quoted} without quotes to compare with it`,
    ),
  ];
}

function hasKnownType(field: string): boolean {
  const ref = readField(field, "exists");
  return "message" in ref || typeOfField(ref) !== null;
}
