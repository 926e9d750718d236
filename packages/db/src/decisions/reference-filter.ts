/** Filter of entries by the ids that callers chose. All parts must match. */
export interface ReferenceFilter {
  readonly references?: readonly EntryReference[];
  /** UUID of a run. */
  readonly runId?: string;
}

/** One id of a caller. */
export interface EntryReference {
  /** The keyed hash of the id. */
  readonly hash: Uint8Array;
  /** UUID of the request, when the id may also be one of ours. */
  readonly request: string | null;
}

interface Placement {
  /** Column with the id of the entry. */
  readonly column: string;
  /** Returns further conditions for what belongs to a request. */
  readonly ofRequest?: (request: string) => string;
}

/**
 * Returns the SQL conditions of a filter. The organisation is the parameter `$1`. The ids of matching entries are read
 * from the index first, so that a filter with few matches does not scan all entries.
 * @param bind adds a parameter and returns its placeholder
 */
export function referenceTerms(
  { references = [], runId }: ReferenceFilter,
  bind: (value: unknown) => string,
  { column, ofRequest }: Placement,
): string[] {
  const terms = references.map(({ hash, request }) => {
    const found = `${column} = ANY (ARRAY(SELECT x.entry_id FROM app.entry_reference x WHERE x.org_id = $1 AND x.reference = ${bind(hash)}))`;
    if (request === null) return found;
    const id = bind(request);
    return `(${[found, `${column} = ${id}`, ...(ofRequest ? [ofRequest(id)] : [])].join(" OR ")})`;
  });
  if (runId === undefined) return terms;
  const inRun = `SELECT x.event_id FROM app.run_event x WHERE x.org_id = $1 AND x.run_id = ${bind(runId)} AND x.governance`;
  return [...terms, `${column} = ANY (ARRAY(${inRun}))`];
}
