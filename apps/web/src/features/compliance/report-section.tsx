import type { ComplianceCount, ComplianceSection } from "@agentlattice/contract";
import { Diamond } from "#components/ui/diamond.tsx";
import { Link } from "#components/ui/link.tsx";
import { StatusPill } from "#components/ui/status-pill.tsx";
import { formatCount } from "#lib/format/text.ts";

/** One article or control: its counts with links to their entries, and its gaps. */
export function ReportSection({ section }: { section: ComplianceSection }) {
  const { id, reference, title, status, counts, gives, gaps } = section;
  return (
    <section
      aria-labelledby={`section-${id}`}
      className="mx-4 grid break-inside-avoid gap-x-6 gap-y-3 border-b py-5 last:border-b-0 tablet:mx-6 tablet:grid-cols-[190px_1fr]"
    >
      <div className="min-w-0">
        <p className="text-label text-ink-2">{reference}</p>
        <h3 id={`section-${id}`} className="text-body break-words">
          {title}
        </h3>
        {status === "not_computed" && (
          <p className="mt-2">
            <StatusPill state="hold">Not computed</StatusPill>
          </p>
        )}
      </div>
      <div className="min-w-0">
        {gives !== null && <p className="mb-2 text-ink-2">{gives}</p>}
        {counts.length > 0 ? (
          <table className="w-full">
            <caption className="sr-only">
              {reference}, {title}
            </caption>
            <thead className="sr-only">
              <tr>
                <th scope="col">Evidence</th>
                <th scope="col">Entries</th>
              </tr>
            </thead>
            <tbody>
              {counts.map((count) => (
                <CountRow key={count.id} count={count} />
              ))}
            </tbody>
          </table>
        ) : (
          <p className="text-ink-2">No evidence is counted for this control.</p>
        )}
        {gaps.length > 0 && (
          <ul aria-label="Gaps" className="mt-3 flex flex-col gap-1.5">
            {gaps.map((gap) => (
              <li key={gap} className="flex items-baseline gap-2.5 text-label text-ink-2">
                <Diamond hollow className="text-hold" />
                <span className="min-w-0 break-words">{gap}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

function CountRow({ count: { label, count, href } }: { count: ComplianceCount }) {
  return (
    <tr className="border-b last:border-b-0">
      <th scope="row" className="py-2 pr-4 text-left font-normal">
        {label}
        {/* Reports are displayed after a request of the browser, never on the server. */}
        <span className="hidden text-small break-all text-ink-2 print:block">{window.location.origin + href}</span>
      </th>
      <td className="py-2 text-right">
        <Link href={href} className="quick rounded-chip whitespace-nowrap text-accent-text underline-offset-2 hover:underline">
          <span className={count === null ? "text-ink-2" : "tnum font-semibold text-ink"}>
            {count === null ? "Not computed" : formatCount(count)}
          </span>{" "}
          <span className="pl-3">
            {count === 1 ? "entry" : "entries"}
            <span className="sr-only">: {label}</span>
          </span>
        </Link>
      </td>
    </tr>
  );
}
