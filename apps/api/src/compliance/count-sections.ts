import type { ComplianceCount, ComplianceSection } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { CoverageRange, EntryFilter, OrgScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import type { Present } from "../library/plan-install.ts";
import { EVIDENCE, type EvidenceId, type SectionPlan } from "./evidence.ts";

/** Time after which a section is not computed. */
const TIMEOUT_MS = 10_000;
const DECISIONS = ["action.executed", "action.denied", "approval.requested"];

export interface CountSections {
  readonly deps: Pick<Deps, "database" | "log">;
  readonly scope: OrgScope;
  readonly span: CoverageRange;
  /** The organisation's policies by name. */
  readonly present: ReadonlyMap<string, Present>;
}

/** A count: the filter of the audit list and the same filter in the database. */
interface Counted {
  readonly id: string;
  readonly label: string;
  readonly query: Readonly<Record<string, string>>;
  readonly filter: EntryFilter;
}

/** Counts sections one after another. A section that fails or takes too long is not computed; the others are. */
export async function countSections(call: CountSections, plans: readonly SectionPlan[]): Promise<ComplianceSection[]> {
  // Sections share numbers, so each number is counted once.
  const known = new Map<string, number>();
  const sections: ComplianceSection[] = [];
  for (const plan of plans) sections.push(await countSection(call, plan, known));
  return sections;
}

async function countSection(call: CountSections, plan: SectionPlan, known: Map<string, number>): Promise<ComplianceSection> {
  const { deps, scope, span } = call;
  const wanted = [...plan.evidence.map((id) => evidenceOf(id, span)), ...policiesOf(plan, call)];
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const { id, reference, title, gives } = plan;
  const section = { id, reference, title, gives, gaps: gapsOf(plan, call) };
  try {
    const counts: ComplianceCount[] = [];
    for (const one of wanted) {
      const count = known.get(one.id) ?? (await countOne(call, one.filter, signal));
      known.set(one.id, count);
      counts.push(toCount(one, count));
    }
    return { ...section, status: "computed", counts };
  } catch (err) {
    deps.log.warn({ err, org: scope.orgId }, "a section of a report could not be counted");
    return { ...section, status: "not_computed", counts: wanted.map((one) => toCount(one, null)) };
  }
}

async function countOne({ deps, scope, span }: CountSections, filter: EntryFilter, signal: AbortSignal): Promise<number> {
  return span.last < span.first ? 0 : deps.database.reader.count(scope, { ...filter, from: span.first, to: span.last }, signal);
}

function toCount({ id, label, query }: Counted, count: number | null): ComplianceCount {
  return { id, label, count, filter: { ...query }, href: `/audit?${new URLSearchParams(query)}` };
}

/** A sequence number that is higher than that of any entry. */
const NO_ENTRY = "999999999999999";

/** Returns the query parameters of a link to the audit log. Without entries in the range, the link shows none, also later. */
function rangeOf({ first, last, environment }: CoverageRange): Record<string, string> {
  const bounds = last < first ? { from: NO_ENTRY, to: NO_ENTRY } : { from: String(first), to: String(last) };
  return { ...bounds, ...(environment === null ? {} : { environment }) };
}

function withEnvironment({ environment }: CoverageRange): Pick<EntryFilter, "environment"> {
  return environment === null ? {} : { environment };
}

function evidenceOf(id: EvidenceId, span: CoverageRange): Counted {
  const { label, kinds, statuses, anomaly } = EVIDENCE[id];
  const code: { readonly [name: string]: string } = anomaly === undefined ? {} : { anomaly };
  return {
    id,
    label,
    query: { ...(kinds ? { kind: kinds.join(",") } : {}), ...(statuses ? { status: statuses.join(",") } : {}), ...code, ...rangeOf(span) },
    filter: { ...(kinds ? { kinds } : {}), ...(statuses ? { statuses } : {}), ...code, ...withEnvironment(span) },
  };
}

/** Returns the decisions of the policies of a control that the organisation has. */
function policiesOf({ policies }: SectionPlan, { present, span }: CountSections): Counted[] {
  return policies.flatMap((name) => {
    const policy = present.get(name)?.policy;
    if (!policy) return [];
    const { policyId } = policy;
    return {
      id: `policy.${name}`,
      label: `Decided by the policy ${name}`,
      query: { kind: DECISIONS.join(","), policy: encodeId("pol", policyId), ...rangeOf(span) },
      filter: { kinds: DECISIONS, policyId, ...withEnvironment(span) },
    };
  });
}

function gapsOf({ policies, uncovered }: SectionPlan, { present }: CountSections): string[] {
  const absent = policies.filter((name) => (present.get(name)?.policy.activeVersion ?? null) === null);
  return [...(absent.length > 0 ? [`Not in force now: ${absent.join(", ")}.`] : []), ...(uncovered === null ? [] : [uncovered])];
}
