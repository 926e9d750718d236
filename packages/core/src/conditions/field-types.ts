import { ACTION_PATTERN, ACTION_PATTERN_FORM } from "../model/action-pattern.ts";
import { ACTION_TYPE } from "../model/action-type.ts";
import { isTimeZone } from "../model/time-zone.ts";
import { parseTimestamp } from "../model/timestamp.ts";

/** The type of a field's value. `values` and the bounds are closed: no other value ever occurs. */
export interface ValueType {
  readonly type: "text" | "number" | "time";
  readonly values?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly integer?: true;
  /** A text that has a fixed form: a test, and the form for messages. */
  readonly form?: { readonly accepts: (text: string) => boolean; readonly words: string };
}

const form = (accepts: (text: string) => boolean, words: string): ValueType => ({ type: "text", form: { accepts, words } });
const idOf = (prefix: string) => {
  const id = new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`);
  return form((text) => id.test(text), `an id such as ${prefix}_01h455vb4pex5vsknk084sn02q`);
};
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const range = (min: number, max?: number): ValueType => ({ type: "number", integer: true, min, ...(max === undefined ? {} : { max }) });

/** The types of all fields with a known type. */
export const TYPES = {
  text: { type: "text" },
  count: range(0),
  amount: { type: "number", min: 0 },
  score: { type: "number", min: 0, max: 100 },
  year: range(1970, 9999),
  month: range(1, 12),
  day: range(1, 31),
  hour: range(0, 23),
  minute: range(0, 59),
  time: { type: "time" },
  date: form((text) => DATE.test(text) && parseTimestamp(`${text}T00:00:00Z`) !== null, "a date such as 2026-11-21"),
  zone: form(isTimeZone, "a time zone such as Europe/Berlin"),
  weekday: { type: "text", values: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] },
  environment: { type: "text", values: ["prod", "staging", "dev"] },
  memoryOp: { type: "text", values: ["read", "write"] },
  memoryScope: { type: "text", values: ["session", "agent", "user", "shared", "global"] },
  memoryClass: { type: "text", values: ["public", "internal", "confidential", "restricted"] },
  action: form((text) => ACTION_TYPE.test(text), "one action such as pr.merge; for all actions below a prefix write starts_with and pr."),
  capability: form((text) => ACTION_PATTERN.test(text), ACTION_PATTERN_FORM.replace("must be ", "")),
  agentId: idOf("agt"),
  delegationId: idOf("del"),
  runId: idOf("run"),
} as const satisfies Record<string, ValueType>;
