import { z } from "zod";
import { CoverageTotals, Limit } from "./coverage.ts";
import { earlierGenerations } from "./generations.ts";
import { environment, hex32, id, timestamp } from "./primitives.ts";
import { orderedRange, recentRange } from "./time-range.ts";

export const COMPLIANCE_REPORTS = ["article-12", "owasp-agentic", "soc2", "hipaa"] as const;
export type ComplianceReportName = (typeof COMPLIANCE_REPORTS)[number];

const size = z.number().int().min(0);
const state = z
  .enum(["computed", "not_computed"])
  .describe("`not_computed`: the numbers could not be counted now. They are null, never zero");

const Count = z.strictObject({
  id: z.string(),
  label: z.string(),
  count: size.nullable(),
  filter: z
    .record(z.string(), z.string())
    .describe("Query of `GET /audit/events` and `GET /audit/export` that returns exactly the counted entries"),
  href: z.string().describe("The same entries in the console"),
});
export type ComplianceCount = z.infer<typeof Count>;

const Section = z.strictObject({
  id: z.string(),
  reference: z.string().describe("Article, criterion or control"),
  title: z.string(),
  status: state,
  counts: z.array(Count),
  gives: z.string().nullable().describe("What the policies of this control do"),
  gaps: z.array(z.string()).describe("What is missing, such as a policy that is not in force"),
});
export type ComplianceSection = z.infer<typeof Section>;

/** A report about the evidence in the ledger. It claims no conformity. */
export const ComplianceReport = z
  .strictObject({
    report: z.enum(COMPLIANCE_REPORTS),
    title: z.string(),
    source: z.string(),
    organisation: z.strictObject({ id: id("org"), name: z.string() }),
    environment: environment.nullable().describe("null for all environments and entries of the whole organisation"),
    computed_at: timestamp,
    range: z.strictObject({
      from: timestamp,
      to: timestamp,
      first_seq: size.nullable().describe("null when the range has no entry"),
      last_seq: size.nullable(),
    }),
    sections: z.array(Section),
    coverage: z.strictObject({ status: state, totals: CoverageTotals.nullable() }),
    verification: z.strictObject({
      status: z.enum(["valid", "failed", "never", "not_computed"]),
      at: timestamp.nullable(),
      size: size.nullable(),
      by: z.enum(["server", "outside"]).nullable(),
    }),
    oversight: z
      .strictObject({
        status: state,
        decisions: size.nullable().describe("Requests that people approved or denied in the range"),
        median_ms: z.number().min(0).nullable().describe("Time from the request to its decision; null without decisions"),
        p95_ms: z.number().min(0).nullable(),
      })
      .describe("How long people took to decide"),
    retention: z
      .strictObject({
        status: state,
        months: z.null().describe("null: the ledger has no end of retention. Entries are never deleted while the organisation exists"),
        required_months: z.number().int().describe("The minimum of Articles 19 and 26(6) of Regulation (EU) 2024/1689"),
        oldest_entry_at: timestamp.nullable(),
      })
      .describe("How long the ledger is kept"),
    limits: z.array(Limit).describe("What the report does not show"),
    earlier_generations: earlierGenerations,
    log: z
      .strictObject({ origin: z.string(), size, root: z.string(), checkpoint: z.string(), vkey: z.string() })
      .describe("The signed tree head that the report rests on: only entries below `size` are counted"),
    digest: hex32.describe("SHA-256 of the canonical JSON (RFC 8785) of the report without this member"),
  })
  .meta({ id: "ComplianceReport" });
export type ComplianceReport = z.infer<typeof ComplianceReport>;

export const ComplianceQuery = orderedRange(
  z.strictObject({
    ...recentRange,
    environment: environment.optional(),
    format: z
      .enum(["json", "csv", "html"])
      .optional()
      .describe(
        "Exports the report as a file, which is recorded. The header Accept chooses csv or html too. Without both, the report is shown",
      ),
  }),
);
