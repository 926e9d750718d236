import * as compliance from "../compliance.ts";
import * as coverage from "../coverage.ts";
import { common, type Route } from "./route.ts";

const FORMATS = ["text/csv", "text/html"] as const;
const errors = [
  ...common,
  "INVALID_REQUEST",
  "SIGNING_PENDING",
  "LEDGER_DIVERGED",
  "SIGNER_STATE_INVALID",
  "OUTCOME_UNKNOWN",
  "SHUTTING_DOWN",
] as const;
const report = { description: "The report", schema: compliance.ComplianceReport, types: FORMATS };

const shared = {
  method: "get",
  tag: "Compliance",
  access: "compliance:read",
  query: compliance.ComplianceQuery,
  headers: ["Accept"],
  responses: { 200: report },
  errors,
} as const;

export const COMPLIANCE_ROUTES = [
  {
    ...shared,
    path: "/compliance/article-12",
    operationId: "getArticle12Report",
    summary: "Report the record-keeping that Article 12 of the EU AI Act describes, counted from the ledger",
  },
  {
    ...shared,
    path: "/compliance/owasp-agentic",
    operationId: "getOwaspReport",
    summary: "Report the evidence for the OWASP Agentic Top 10",
  },
  { ...shared, path: "/compliance/soc2", operationId: "getSoc2Report", summary: "Report the evidence for SOC 2 criteria" },
  { ...shared, path: "/compliance/hipaa", operationId: "getHipaaReport", summary: "Report the evidence for HIPAA safeguards" },
  {
    method: "get",
    path: "/coverage",
    operationId: "getCoverage",
    tag: "Compliance",
    summary: "List the agents and tools whose actions go through AgentLattice, by channel",
    access: "compliance:read",
    query: coverage.CoverageQuery,
    responses: { 200: { description: "A page of agents with the totals", schema: coverage.Coverage } },
    errors: [...common, "INVALID_REQUEST"],
  },
] as const satisfies readonly Route[];
