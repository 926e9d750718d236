import type { ComplianceReportName } from "@agentlattice/contract";
import { LIBRARY } from "@agentlattice/core/library";
import type { EvidenceId, SectionPlan } from "./evidence.ts";

/** The sections of a report and where its controls come from. */
interface ReportPlan {
  readonly title: string;
  readonly source: string;
  readonly sections: readonly SectionPlan[];
}

const section = (id: string, reference: string, title: string, evidence: readonly EvidenceId[]): SectionPlan => ({
  id,
  reference,
  title,
  evidence,
  policies: [],
  gives: null,
  uncovered: null,
});

const ARTICLE_12: ReportPlan = {
  title: "Record-keeping",
  source: "Regulation (EU) 2024/1689, Article 12",
  sections: [
    section("logging", "Article 12(1)", "Automatic logging", ["entries", "executed", "denied", "requested", "reports", "recorded"]),
    section("risk", "Article 12(2)(a)", "Situations of risk", [
      "denied",
      "anomalies",
      "refused_reports",
      "tampered",
      "budgets_denied",
      "halts",
      "outcome_unknown",
    ]),
    section("monitoring", "Article 12(2)(b)", "Post-market monitoring", [
      "policies",
      "agents",
      "drills",
      "breakers",
      "verified",
      "exports",
    ]),
    section("oversight", "Article 12(2)(c)", "Monitoring of the operation", [
      "decided",
      "denied_by_person",
      "expired",
      "escalated",
      "unreviewed",
      "halts_confirmed",
    ]),
    section("people", "Article 12(3)", "People and access", ["sessions", "members", "keys", "delegations", "delegations_ended"]),
  ],
};

/** Evidence for controls in addition to the decisions of their policies. */
const BESIDE_POLICIES: Readonly<Record<string, readonly EvidenceId[]>> = {
  ASI02: ["denied", "anomalies"],
  ASI03: ["delegations", "delegations_ended", "keys"],
  ASI04: ["policies"],
  ASI08: ["halts", "breakers"],
  ASI09: ["decided", "denied_by_person", "expired"],
  ASI10: ["anomalies", "refused_reports", "halts", "drills"],
  "164.308(a)(1)(ii)(D)": ["exports", "verified", "revealed"],
  "164.308(a)(4)": ["members", "agents", "keys"],
  "164.308(a)(6)": ["anomalies", "halts", "halts_confirmed"],
  "164.312(a)(1)": ["denied", "keys"],
  "164.312(b)": ["entries", "executed", "denied", "reports"],
  "164.312(c)(1)": ["verified"],
  "164.312(d)": ["sessions", "keys"],
  "164.502(b)": ["revealed"],
  "164.316(b)(2)(i)": ["entries"],
  "CC5.2": ["policies"],
  "CC6.1": ["sessions", "keys", "denied"],
  "CC6.3": ["members", "agents", "delegations", "delegations_ended"],
  "CC7.2": ["anomalies", "verified"],
  "CC7.4": ["halts", "halts_confirmed", "drills"],
  "CC8.1": ["policies", "decided"],
};

/** Builds a report from the controls of a pack of the library. */
function fromPack(name: string): ReportPlan {
  const pack = LIBRARY.packs.find((candidate) => candidate.name === name);
  if (!pack) throw new Error(`The library has no pack ${name}.`);
  return {
    title: pack.title,
    source: pack.source,
    sections: pack.controls.map(({ id, title, policies, gives, uncovered }) => ({
      id,
      reference: id,
      title,
      evidence: BESIDE_POLICIES[id] ?? [],
      policies,
      gives,
      uncovered,
    })),
  };
}

export const REPORT_PLANS: Readonly<Record<ComplianceReportName, ReportPlan>> = {
  "article-12": ARTICLE_12,
  "owasp-agentic": fromPack("owasp-agentic-top-10-2026"),
  soc2: fromPack("soc-2"),
  hipaa: fromPack("hipaa"),
};
