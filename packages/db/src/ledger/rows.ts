import { BadIntentError } from "./bad-intent-error.ts";
import { type Cell, type ColumnType, encodeArray } from "./encode-array.ts";
import { REFERENCE_COLUMNS, referenceInsert } from "./reference-insert.ts";
import { RUN_EVENT_COLUMNS, runEventInsert } from "./run-event-insert.ts";

/** Writes the rows of one commit with one statement: a CTE per table, `unnest` per column. */

interface Table {
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** The ON CONFLICT clause of the INSERT. */
  readonly conflict?: string;
  /** Returns the INSERT from the columns as a set of rows. Without it, the rows are inserted as they are. */
  readonly insert?: (unnest: string) => string;
}

const TABLES = {
  ledger_entry: {
    columns: {
      org_id: "uuid",
      seq: "bigint",
      id: "uuid",
      kind: "text",
      ts: "timestamptz",
      agent_id: "uuid",
      action_type: "text",
      bytes: "bytea",
      leaf_hash: "bytea",
      actor_id: "uuid",
      subject_id: "uuid",
      approval_id: "uuid",
      policy_id: "uuid",
      status: "text",
      environment: "text",
    },
  },
  ledger_payload: { columns: { org_id: "uuid", entry_id: "uuid", field: "text", ciphertext: "bytea" } },
  ledger_salt: { columns: { org_id: "uuid", entry_id: "uuid", field: "text", salt: "bytea" } },
  ledger_checkpoint: { columns: { org_id: "uuid", size: "bigint", note: "text" }, conflict: "ON CONFLICT DO NOTHING" },
  idempotency: { columns: { org_id: "uuid", claim: "bytea", body_mac: "bytea", entry_id: "uuid", response: "bytea" } },
  decision: {
    columns: {
      org_id: "uuid",
      id: "uuid",
      seq: "bigint",
      ts: "timestamptz",
      action_type: "text",
      agent_id: "uuid",
      key_id: "uuid",
      environment: "text",
      status: "text",
      denial_reason: "text",
      policy_name: "text",
      approval_id: "uuid",
      records: "bigint",
      refs: "bytea",
      importance: "text",
      retention: "text",
      channel: "text",
    },
  },
  entry_reference: { columns: REFERENCE_COLUMNS, insert: referenceInsert },
  approval: {
    columns: {
      org_id: "uuid",
      approval_id: "uuid",
      event_id: "uuid",
      agent_id: "uuid",
      key_id: "uuid",
      action_type: "text",
      environment: "text",
      status: "text",
      digest: "bytea",
      digest_salt: "bytea",
      policies: "jsonb",
      plan: "jsonb",
      risk: "jsonb",
      requested_by: "jsonb",
      requested_at: "timestamptz",
      expires_at: "timestamptz",
      decided_at: "timestamptz",
      decided_by: "uuid",
      lapses_at: "timestamptz",
      due_at: "timestamptz",
      executed_event_id: "uuid",
      refusal: "text",
      progress: "jsonb",
    },
    conflict: `ON CONFLICT (org_id, approval_id) DO UPDATE SET status = EXCLUDED.status, digest = EXCLUDED.digest,
      policies = EXCLUDED.policies, plan = EXCLUDED.plan, risk = EXCLUDED.risk,
      expires_at = EXCLUDED.expires_at, decided_at = EXCLUDED.decided_at, decided_by = EXCLUDED.decided_by, lapses_at = EXCLUDED.lapses_at,
      due_at = EXCLUDED.due_at, executed_event_id = EXCLUDED.executed_event_id, refusal = EXCLUDED.refusal, progress = EXCLUDED.progress`,
  },
  approval_vote: {
    columns: {
      org_id: "uuid",
      approval_id: "uuid",
      user_id: "uuid",
      right_id: "uuid",
      decision: "text",
      at: "timestamptz",
      entry_id: "uuid",
    },
  },
  permit: {
    columns: {
      org_id: "uuid",
      permit_id: "uuid",
      approval_id: "uuid",
      agent_id: "uuid",
      audience_hash: "bytea",
      expires_at: "timestamptz",
      consumed_at: "timestamptz",
      consumer_key_id: "uuid",
      consumed_event_id: "uuid",
    },
    conflict: `ON CONFLICT (org_id, permit_id) DO UPDATE SET consumed_at = EXCLUDED.consumed_at,
      consumer_key_id = EXCLUDED.consumer_key_id, consumed_event_id = EXCLUDED.consumed_event_id`,
  },
  approval_grant: {
    columns: {
      org_id: "uuid",
      grant_id: "uuid",
      approval_id: "uuid",
      entry_id: "uuid",
      agent_id: "uuid",
      key_id: "uuid",
      action_type: "text",
      environment: "text",
      policies: "jsonb",
      given_by: "uuid",
      created_at: "timestamptz",
      expires_at: "timestamptz",
      uses: "bigint",
      used_sum: "bigint",
      ended_at: "timestamptz",
      ended_because: "text",
      seal: "bytea",
    },
    conflict: `ON CONFLICT (org_id, grant_id) DO UPDATE SET uses = EXCLUDED.uses, used_sum = EXCLUDED.used_sum, ended_at = EXCLUDED.ended_at,
      ended_because = EXCLUDED.ended_because, seal = EXCLUDED.seal`,
  },
  limit_counter: {
    columns: {
      org_id: "uuid",
      key: "text",
      value: "bigint",
      warned: "smallint",
      extended: "bigint",
      expires_at: "timestamptz",
      seal: "bytea",
      bucket: "smallint",
    },
    conflict: `ON CONFLICT (org_id, key) DO UPDATE SET value = EXCLUDED.value, warned = EXCLUDED.warned, extended = EXCLUDED.extended,
      expires_at = EXCLUDED.expires_at, seal = EXCLUDED.seal`,
  },
  limit_bucket: {
    columns: { org_id: "uuid", bucket: "smallint", sums: "jsonb", seal: "bytea" },
    conflict: "ON CONFLICT (org_id, bucket) DO UPDATE SET sums = EXCLUDED.sums, seal = EXCLUDED.seal",
  },
  history_event: {
    columns: {
      org_id: "uuid",
      key: "text",
      at: "timestamptz",
      seq: "bigint",
      value: "text",
      amount: "bigint",
      outcome: "text",
      expires_at: "timestamptz",
    },
    conflict: "ON CONFLICT DO NOTHING",
  },
  budget_reservation: {
    columns: {
      org_id: "uuid",
      event_id: "uuid",
      key: "text",
      measure: "text",
      amount: "bigint",
      settled_at: "timestamptz",
      assumed: "bigint",
      terms: "jsonb",
    },
    conflict: "ON CONFLICT (org_id, event_id, key) DO UPDATE SET settled_at = EXCLUDED.settled_at, assumed = EXCLUDED.assumed",
  },
  cost_reservation: {
    columns: {
      org_id: "uuid",
      reservation_id: "uuid",
      agent_id: "uuid",
      key_id: "uuid",
      environment: "text",
      run_id: "uuid",
      session: "bytea",
      action_type: "text",
      model: "text",
      reserved: "jsonb",
      used: "jsonb",
      status: "text",
      created_at: "timestamptz",
      expires_at: "timestamptz",
      ended_at: "timestamptz",
    },
    conflict: `ON CONFLICT (org_id, reservation_id) DO UPDATE SET model = EXCLUDED.model, used = EXCLUDED.used, status = EXCLUDED.status,
      ended_at = EXCLUDED.ended_at`,
  },
  cost_record: {
    columns: {
      org_id: "uuid",
      request_id: "uuid",
      entry_id: "uuid",
      at: "timestamptz",
      source: "text",
      agent_id: "uuid",
      environment: "text",
      run_id: "uuid",
      action_type: "text",
      model: "text",
      usd: "numeric",
      basis: "text",
      tokens: "bigint",
      input_tokens: "bigint",
      output_tokens: "bigint",
    },
    // A request has one cost, the first that was stated.
    conflict: "ON CONFLICT DO NOTHING",
  },
  circuit_call: {
    columns: { org_id: "uuid", event_id: "uuid", key: "text", is_probe: "boolean", window_ms: "bigint", reported_at: "timestamptz" },
    conflict: "ON CONFLICT (org_id, event_id, key) DO UPDATE SET reported_at = EXCLUDED.reported_at",
  },
  action_report: { columns: { org_id: "uuid", entry_id: "uuid", event_id: "uuid", status: "text", reported_at: "timestamptz" } },
  agent_sequence: {
    columns: { org_id: "uuid", identity_key_id: "uuid", last_sequence: "bigint", missing: "bigint", used_at: "timestamptz" },
    conflict: `ON CONFLICT (org_id, identity_key_id) DO UPDATE SET last_sequence = EXCLUDED.last_sequence, missing = EXCLUDED.missing,
      used_at = EXCLUDED.used_at`,
  },
  agent_sequence_gap: {
    columns: {
      org_id: "uuid",
      identity_key_id: "uuid",
      from_sequence: "bigint",
      to_sequence: "bigint",
      entry_id: "uuid",
      at: "timestamptz",
    },
  },
  decision_word: {
    columns: { org_id: "uuid", entry_id: "uuid", text: "text" },
    insert: (unnest) => `INSERT INTO app.decision_word (org_id, word, entry_id)
      SELECT u.org_id, w.word, u.entry_id FROM ${unnest} u(org_id, entry_id, text) CROSS JOIN LATERAL app.words_of(u.text) w(word)`,
  },
  run_event: { columns: RUN_EVENT_COLUMNS, insert: runEventInsert },
  policy_hit: {
    columns: {
      org_id: "uuid",
      policy_id: "uuid",
      hour: "timestamptz",
      environment: "text",
      mode: "text",
      verdict: "text",
      hits: "bigint",
      last_at: "timestamptz",
    },
    conflict: `ON CONFLICT (org_id, policy_id, hour, environment, mode, verdict) DO UPDATE SET hits = policy_hit.hits + EXCLUDED.hits,
      last_at = EXCLUDED.last_at`,
  },
} as const satisfies Record<string, Table>;

export type TableName = keyof typeof TABLES;

export type Row<T extends TableName> = { readonly [column in keyof (typeof TABLES)[T]["columns"]]: Cell };

const NAMES = Object.keys(TABLES) as TableName[];

/** The new head of a log. */
export interface HeadRow {
  readonly org_id: string;
  readonly size: number;
  readonly frontier: Uint8Array;
  readonly last_leaf: Uint8Array;
  readonly last_ts: number;
}

/** A statement whose name depends on its shape, so that the server prepares each shape once. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** One binary array per column, in order. */
  readonly values: Buffer[];
}

/** Collects the rows of a commit. A row replaces an earlier row with the same key. */
export class RowBatch {
  readonly #rows = new Map<TableName, Map<string | number, object>>();

  add<T extends TableName>(table: T, row: Row<T>, key?: string): void {
    let rows = this.#rows.get(table);
    if (!rows) {
      rows = new Map();
      this.#rows.set(table, rows);
    }
    rows.set(key ?? rows.size, row);
  }

  /** Returns the row with a key. */
  find<T extends TableName>(table: T, key: string): Row<T> | undefined {
    return this.#rows.get(table)?.get(key) as Row<T> | undefined;
  }

  /** Returns the first row of a table. */
  first<T extends TableName>(table: T): Row<T> | undefined {
    return this.#rows.get(table)?.values().next().value as Row<T> | undefined;
  }

  get isEmpty(): boolean {
    return this.#rows.size === 0;
  }

  /**
   * Builds one statement for all rows and the new heads.
   * @throws BadIntentError when a value does not fit its column
   */
  toStatement(heads: readonly HeadRow[]): Statement {
    try {
      return this.#encode(heads);
    } catch (cause) {
      throw new BadIntentError("A row could not be encoded.", { cause });
    }
  }

  #encode(heads: readonly HeadRow[]): Statement {
    const used = NAMES.filter((name) => this.#rows.has(name));
    const values = used.flatMap((name) => {
      const rows = [...(this.#rows.get(name)?.values() ?? [])] as Record<string, Cell>[];
      return Object.entries(TABLES[name].columns).map(([column, type]) => toArray(type, rows, column));
    });
    const headRows = heads as readonly (HeadRow & Record<string, Cell>)[];
    values.push(...HEAD_COLUMNS.map(([column, type]) => toArray(type, headRows, column)));
    const shape = used.map((name) => NAMES.indexOf(name)).join("_");
    return { name: `commit_${shape}`, text: statementText(shape, used), values };
  }
}

const HEAD_COLUMNS = [
  ["org_id", "uuid"],
  ["size", "bigint"],
  ["frontier", "bytea"],
  ["last_leaf", "bytea"],
  ["last_ts", "timestamptz"],
] as const;

const texts = new Map<string, string>();

function statementText(shape: string, used: readonly TableName[]): string {
  let text = texts.get(shape);
  if (!text) {
    text = buildText(used);
    texts.set(shape, text);
  }
  return text;
}

function buildText(used: readonly TableName[]): string {
  let parameter = 0;
  const unnest = (types: readonly string[]) => `unnest(${types.map((type) => `$${++parameter}::${type}[]`).join(", ")})`;
  const inserts = used.map((name) => {
    const table: Table = TABLES[name];
    const columns = Object.keys(table.columns).join(", ");
    const rows = unnest(Object.values(table.columns));
    if (table.insert) return `${name}_rows AS (${table.insert(rows)})`;
    return `${name}_rows AS (INSERT INTO app.${name} (${columns}) SELECT * FROM ${rows} ${table.conflict ?? ""})`;
  });
  const head = `UPDATE app.ledger_head h SET size = u.size, frontier = u.frontier, last_leaf = u.last_leaf, last_ts = u.last_ts
    FROM ${unnest(HEAD_COLUMNS.map(([, type]) => type))} u(${HEAD_COLUMNS.map(([column]) => column).join(", ")}) WHERE h.org_id = u.org_id`;
  return inserts.length > 0 ? `WITH ${inserts.join(", ")} ${head}` : head;
}

function toArray(type: ColumnType, rows: readonly Record<string, Cell>[], column: string): Buffer {
  return encodeArray(
    type,
    rows.map((row) => row[column] ?? null),
  );
}
