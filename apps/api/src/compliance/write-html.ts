import type { ComplianceReport, ComplianceSection } from "@agentlattice/contract";
import { consoleLink } from "../http/console-link.ts";
import { html, type Markup } from "./markup.ts";

const STYLE = html`
body { font: 14px/1.5 system-ui, sans-serif; color: #1a1d1e; max-width: 60rem; margin: 2rem auto; padding: 0 1rem 4rem }
h1 { margin-bottom: 0 } h2 { margin: 2rem 0 .25rem; font-size: 1.1rem } .muted, footer { color: #5a6365 }
table { border-collapse: collapse; width: 100% } td { border-top: 1px solid #d5d9d9; padding: .35rem .5rem .35rem 0; vertical-align: top }
td.n { text-align: right; font-variant-numeric: tabular-nums } code, pre { overflow-wrap: anywhere; white-space: pre-wrap } a { color: #006a6f }
@page { margin: 16mm 14mm 22mm }
@media print {
  body { margin: 0; max-width: none; padding: 0 0 2rem }
  a[href]::after { content: " (" attr(href) ")"; font-size: 9px; overflow-wrap: anywhere }
  tr { break-inside: avoid } h2 { break-after: avoid }
  footer.digest { position: fixed; bottom: 0; left: 0; right: 0; font-size: 9px; background: #fff }
}`;

/** Writes a report as one printable page. When it is printed, its digest is on each page and links show their targets. */
export function writeHtml(report: ComplianceReport, consoleUrl: string): string {
  const { range, coverage, limits, sections } = report;
  const period = `${range.from} to ${range.to}`;
  const page = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${report.title}, ${report.organisation.name}</title><style>${STYLE}</style></head>
<body>
<h1>${report.title}</h1>
<p class="muted">${report.source}. ${report.organisation.name}${report.environment === null ? "" : `, ${report.environment}`}, ${period}.</p>
<h2>Limits of this report</h2>
<ul>${limits.map(({ text }) => html`<li>${text}</li>`)}</ul>
${range.first_seq === null ? html`<p>No entries in this period.</p>` : null}
${sections.map((section) => writeSection(section, consoleUrl))}
<h2>Coverage</h2>
${coverage.totals === null ? html`<p>Not computed</p>` : writeTable(Object.entries(coverage.totals))}
${writeOversight(report)}
${writeEvidence(report)}
<footer class="digest">Report digest (SHA-256): <code>${report.digest}</code></footer>
</body>
</html>
`;
  return page.markup;
}

function writeTable(rows: readonly (readonly [string, number])[]): Markup {
  return html`<table>${rows.map(([name, count]) => html`<tr><td>${name.replaceAll("_", " ")}</td><td class="n">${count}</td></tr>`)}</table>`;
}

function writeSection({ reference, title, status, counts, gives, gaps }: ComplianceSection, consoleUrl: string): Markup {
  const rows = counts.map(
    ({ label, count, href }) =>
      html`<tr><td>${label}</td><td class="n">${count ?? "Not computed"}</td><td><a href="${consoleLink(consoleUrl, href)}">Entries</a></td></tr>`,
  );
  return html`<section>
<h2>${reference}: ${title}</h2>
${gives === null ? null : html`<p>${gives}</p>`}
${status === "computed" ? null : html`<p><strong>Not computed</strong></p>`}
${rows.length > 0 ? html`<table>${rows}</table>` : html`<p>No evidence is counted for this control.</p>`}
${gaps.length > 0 ? html`<ul>${gaps.map((gap) => html`<li>${gap}</li>`)}</ul>` : null}
</section>
`;
}

function writeOversight({ oversight, retention }: ComplianceReport): Markup {
  const seconds = (ms: number | null) => (ms === null ? "none" : `${(ms / 1000).toFixed(1)} s`);
  const rows =
    oversight.status === "computed"
      ? html`<tr><td>Decisions of people</td><td class="n">${oversight.decisions}</td></tr>
<tr><td>Median time to decide</td><td class="n">${seconds(oversight.median_ms)}</td></tr>
<tr><td>95th percentile</td><td class="n">${seconds(oversight.p95_ms)}</td></tr>`
      : html`<tr><td>Time to decide</td><td class="n">Not computed</td></tr>`;
  return html`<h2>Time to decide</h2>
<table>${rows}</table>
<h2>Retention</h2>
<table>
<tr><td>Retention of the ledger</td><td>No limit</td></tr>
<tr><td>Required minimum</td><td>${retention.required_months} months</td></tr>
<tr><td>Oldest entry</td><td>${retention.status === "computed" ? (retention.oldest_entry_at ?? "none") : "Not computed"}</td></tr>
</table>`;
}

function writeEvidence({ range, log, verification, computed_at }: ComplianceReport): Markup {
  const entries = range.first_seq === null ? "none" : `${range.first_seq} to ${range.last_seq}`;
  const verified = verification.at === null ? "" : `, ${verification.at}, ${verification.size} entries`;
  return html`<h2>Evidence</h2>
<table>
<tr><td>Entries</td><td>${entries}</td></tr>
<tr><td>Log</td><td><code>${log.origin}</code></td></tr>
<tr><td>Signed size and root</td><td>${log.size} <code>${log.root}</code></td></tr>
<tr><td>Last verification</td><td>${verification.status.replaceAll("_", " ")}${verified}</td></tr>
<tr><td>Signed tree head</td><td><pre>${log.checkpoint}</pre></td></tr>
<tr><td>Key</td><td><code>${log.vkey}</code></td></tr>
<tr><td>Computed</td><td>${computed_at}</td></tr>
</table>`;
}
