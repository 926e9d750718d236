import type { ComplianceQuery, ComplianceReport, ComplianceReportName } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { canonicalize, decodeFrontier, formatVkey, frontierRoot, toBase64, toHex, utf8 } from "@agentlattice/core/ledger";
import {
  type CoverageRange,
  type DecisionTimes,
  databaseNow,
  type OrgScope,
  readDecisionTimes,
  readOldestEntry,
  readOutcomeReports,
  type SignedHead,
  sha256,
  windowOf,
} from "@agentlattice/db";
import type { z } from "zod";
import { earlierGenerations, generationLimits } from "../audit/earlier-generations.ts";
import { countCoverage, coverageLimits, spanOf } from "../coverage/get-coverage.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { readRange } from "../http/read-range.ts";
import { findPresent } from "../library/plan-install.ts";
import { countSections } from "./count-sections.ts";
import { limitsOf } from "./report-limits.ts";
import { REPORT_PLANS } from "./report-plans.ts";

/** Minimum time for which logs are kept, by Articles 19 and 26(6) of Regulation (EU) 2024/1689. */
const REQUIRED_MONTHS = 6;

type ReportDeps = Pick<Deps, "database" | "log">;

/**
 * Computes a report of the entries in a range, below the newest signed head.
 * @throws AppError INVALID_REQUEST for a range that ends before it begins
 */
export async function computeReport(
  deps: ReportDeps,
  principal: Principal,
  name: ComplianceReportName,
  query: z.output<typeof ComplianceQuery>,
): Promise<ComplianceReport> {
  const { scope } = principal;
  const plan = REPORT_PLANS[name];
  const head = await deps.database.signedHead(scope.orgId);
  const { now, organisation, present } = await readOrganisation(
    deps,
    scope,
    plan.sections.flatMap(({ policies }) => policies),
  );
  const range = readRange(query, { now: now.getTime() });
  const whole = await spanOf(deps, scope, range, query.environment ?? null);
  const span = { ...whole, last: Math.min(whole.last, head.size - 1) };
  const sections = await countSections({ deps, scope, span, present }, plan.sections);
  const coverage = await orNull(deps, () => deps.database.inOrg(scope, (client) => countCoverage(client, scope.orgId, span)));
  const verification = await orNull(deps, () => readVerification(deps, scope));
  const outcomes = await orNull(deps, () => deps.database.inOrg(scope, (client) => readOutcomeReports(client, scope.orgId, span)));
  const times = await orNull(deps, () =>
    deps.database.inOrg(scope, (client) =>
      readDecisionTimes(client, windowOf(scope.orgId, range.from, range.to), { agents: null, environment: query.environment ?? null }),
    ),
  );
  const oldest = await orNull(deps, () =>
    deps.database.inOrg(scope, async (client) => ({ at: await readOldestEntry(client, scope.orgId) })),
  );
  const earlier = await earlierGenerations(deps, scope);
  const body: Omit<ComplianceReport, "digest"> = {
    report: name,
    title: plan.title,
    source: plan.source,
    organisation,
    environment: query.environment ?? null,
    computed_at: now.toISOString(),
    range: { from: range.from.toISOString(), to: range.to.toISOString(), ...seqsOf(span) },
    sections,
    coverage: { status: coverage ? "computed" : "not_computed", totals: coverage?.totals ?? null },
    oversight: oversightOf(times),
    retention: {
      status: oldest ? "computed" : "not_computed",
      months: null,
      required_months: REQUIRED_MONTHS,
      oldest_entry_at: oldest?.at?.toISOString() ?? null,
    },
    verification: verification ?? { status: "not_computed", at: null, size: null, by: null },
    limits: [
      ...limitsOf(sections, verification, outcomes),
      ...(coverage ? coverageLimits(coverage.totals) : [{ id: "coverage", text: "Coverage could not be computed." }]),
      ...generationLimits(earlier, range.from),
    ],
    earlier_generations: earlier,
    log: logOf(head),
  };
  return { ...body, digest: toHex(sha256(utf8(canonicalize(body)))) };
}

async function readOrganisation(deps: ReportDeps, scope: OrgScope, policies: readonly string[]) {
  const { orgId } = scope;
  return deps.database.inOrg(scope, async (client) => {
    const { name } = await client.organisation.findUniqueOrThrow({ where: { orgId }, select: { name: true } });
    return {
      now: await databaseNow(client),
      organisation: { id: encodeId("org", orgId), name },
      present: await findPresent(client, orgId, policies),
    };
  });
}

async function readVerification({ database }: ReportDeps, scope: OrgScope): Promise<ComplianceReport["verification"]> {
  const last = await database.governance.lastVerification(scope);
  if (last === null) return { status: "never", at: null, size: null, by: null };
  return { status: last.valid ? "valid" : "failed", at: last.at.toISOString(), size: last.size, by: last.by };
}

/** Returns null when a part fails, which the report states. */
async function orNull<T>(deps: ReportDeps, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (err) {
    deps.log.warn({ err }, "a part of a report could not be computed");
    return null;
  }
}

function oversightOf(times: DecisionTimes | null): ComplianceReport["oversight"] {
  if (times === null) return { status: "not_computed", decisions: null, median_ms: null, p95_ms: null };
  const { count, median_ms, p95_ms } = times;
  return { status: "computed", decisions: count, median_ms, p95_ms };
}

function seqsOf({ first, last }: CoverageRange) {
  return last < first ? { first_seq: null, last_seq: null } : { first_seq: first, last_seq: last };
}

function logOf({ origin, size, frontier, checkpoint, publicKey }: SignedHead): ComplianceReport["log"] {
  const root = toBase64(frontierRoot(sha256, decodeFrontier(size, frontier)));
  return { origin, size, root, checkpoint, vkey: formatVkey(sha256, { origin, publicKey }) };
}
