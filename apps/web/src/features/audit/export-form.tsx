"use client";

import type { ExportManifest } from "@agentlattice/contract";
import clsx from "clsx";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { formatCount, plural } from "#lib/format/text.ts";
import { countFilters } from "./audit-filters.ts";
import { downloadEvidence, saveBundle } from "./download-evidence.ts";
import { useAuditView } from "./use-entries.ts";

type Run =
  | { readonly state: "idle" | "running" | "sent" }
  | { readonly state: "done"; readonly manifest: ExportManifest }
  | { readonly state: "failed"; readonly error: unknown };

const FORMATS = [
  {
    value: "zip",
    name: "Evidence with payloads (ZIP)",
    text: "For auditors: entries, names, reasons, arguments, outcomes, policy texts, the signed head and instructions.",
  },
  { value: "ndjson", name: "Entries (NDJSON)", text: "The exact bytes, for offline verification." },
  { value: "csv", name: "Table (CSV)", text: "One row per entry, for reading. Cells that look like formulas are escaped." },
] as const;

/** A form that exports entries, their signed head and a manifest as files. */
export function ExportForm() {
  const [{ entry: _, ...chosen }] = useAuditView();
  const filters = { ...chosen, environment: useEnvironment() };
  const [format, setFormat] = useState<"zip" | "ndjson" | "csv">("zip");
  const [isFiltered, setIsFiltered] = useState(false);
  const [run, setRun] = useState<Run>({ state: "idle" });
  // Exports ignore the search term.
  const filterCount = countFilters({ ...filters, q: null }) + (filters.environment === null ? 0 : 1);
  const start = () => {
    if (format === "zip") {
      saveBundle();
      return setRun({ state: "sent" });
    }
    setRun({ state: "running" });
    downloadEvidence(format, isFiltered ? { ...filters, q: null } : null).then(
      (manifest) => setRun({ state: "done", manifest }),
      (error: unknown) => setRun({ state: "failed", error }),
    );
  };
  return (
    <form
      method="post"
      className="pane flex min-h-0 flex-col gap-5 p-5"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 text-label text-ink-3">Format</legend>
        {FORMATS.map(({ value, name, text }) => (
          <Choice key={value} group="format" checked={format === value} name={name} text={text} onChoose={() => setFormat(value)} />
        ))}
      </fieldset>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 text-label text-ink-3">Entries</legend>
        <Choice
          group="entries"
          checked={!isFiltered || format === "zip"}
          name="The whole ledger"
          text="Complete, as auditors need it."
          onChoose={() => setIsFiltered(false)}
        />
        {filterCount > 0 && format !== "zip" && (
          <Choice
            group="entries"
            checked={isFiltered}
            name={`Filtered entries (${plural(filterCount, "filter", "filters")})`}
            text="Entries are verified one by one, because the file is not a complete range."
            onChoose={() => setIsFiltered(true)}
          />
        )}
      </fieldset>
      <p className="text-label text-ink-2">The export is recorded in the ledger under your name.</p>
      <div>
        <Button type="submit" variant="primary" blocked={run.state === "running" ? "Exporting." : null}>
          {run.state === "running" ? "Exporting" : "Export"}
        </Button>
      </div>
      <div role="status">
        {run.state === "sent" && (
          <p className="border-t pt-4 text-ink-2">
            The browser downloads agentlattice-evidence.zip. Its README explains how to verify it offline.
          </p>
        )}
        {run.state === "done" && <Done manifest={run.manifest} />}
      </div>
      {run.state === "failed" && (
        <ErrorNotice title="Nothing was exported" stillWorks="The list still works." error={run.error} onRetry={start} />
      )}
    </form>
  );
}

function Choice({
  group,
  checked,
  name,
  text,
  onChoose,
}: {
  group: string;
  checked: boolean;
  name: string;
  text: string;
  onChoose: () => void;
}) {
  return (
    <label
      className={clsx(
        "quick flex cursor-pointer items-start gap-3 rounded-control border px-3 py-2.5",
        checked ? "border-accent bg-accent-wash" : "border-line-strong hover:bg-hover",
      )}
    >
      <input type="radio" name={group} checked={checked} onChange={onChoose} className="mt-1 accent-[var(--accent)]" />
      <span>
        <span className="block text-[13px] leading-5 font-medium text-ink">{name}</span>
        <span className="block text-label text-ink-2">{text}</span>
      </span>
    </label>
  );
}

function Done({ manifest }: { manifest: ExportManifest }) {
  const command = manifest.edges === null || manifest.format === "csv" ? null : `agentlattice verify . --vkey '${manifest.vkey}'`;
  return (
    <section aria-label="Exported" className="border-t pt-4">
      <h3 className="text-body">
        {plural(manifest.entries, "entry", "entries")} in {manifest.file}
      </h3>
      <p className="mt-1 text-label text-ink-2">
        Entries {formatCount(manifest.from)} to {formatCount(manifest.to)} under the signed head of {formatCount(manifest.size)}. SHA-256{" "}
        <span className="font-mono break-all">{manifest.sha256}</span> <CopyButton value={manifest.sha256} label="SHA-256" />
      </p>
      {command ? (
        <>
          <p className="mt-3 text-label text-ink-2">
            Save {manifest.file}, checkpoint.txt and manifest.json in one folder. To verify them offline with a key that you trust, run:
          </p>
          <p className="mt-2 flex items-start gap-2 rounded-control bg-sunken px-3 py-2.5">
            <code className="min-w-0 flex-1 font-mono text-code break-all">{command}</code>
            <CopyButton value={command} label="the verify command" />
          </p>
        </>
      ) : (
        <p className="mt-3 text-label text-ink-2">
          {manifest.format === "csv"
            ? "A CSV file cannot be verified. Export NDJSON for offline verification."
            : "The export is filtered: verify each entry with its own proof."}
        </p>
      )}
    </section>
  );
}
