import { utf8 } from "./bytes.ts";

const WORD = 1;
const HEX = 2;
const BASE32 = 4;
const PLAIN = 8;
const DIGIT = 16;

/** The classes that each byte can be part of. */
const CLASSES = new Uint8Array(256);
mark("abcdefghijklmnopqrstuvwxyz0123456789_", WORD);
mark("0123456789abcdef", HEX);
mark("0123456789abcdefghjkmnpqrstvwxyz", BASE32);
mark("0123456789", DIGIT);
for (let byte = 0x20; byte < 0x7f; byte++) if (byte !== 0x22 && byte !== 0x5c) CLASSES[byte] = (CLASSES[byte] as number) | PLAIN;

const [QUOTE, COMMA, COLON, DOT, MINUS, ZERO] = [0x22, 0x2c, 0x3a, 0x2e, 0x2d, 0x30];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d];
const MAX_DEPTH = 16;
const MAX_WORD = 64;
const MAX_DIGITS = 15;

const ACTOR = utf8('{"actor":{"id":"');
const TYPE = utf8('","type":"');
const CORR = utf8('"},"corr":"cor_');
const DATA = utf8('","data":');
const ID = utf8(',"id":"evt_');
const KIND = utf8('","kind":"');
const PREV = utf8(',"prev":"');
const SEQ = utf8('","seq":');
const SUBJECT = utf8(',"subject":{"id":"');
const TS = utf8('"},"ts":"');
const VERSION = utf8('","v":1}');
const GRANT = utf8("grant");
const KEY = utf8("key");
/** Length of `":"`, which separates the name of a JSON member from a string value. */
const BEFORE_TEXT = utf8('":"').length;
const KEY_ID = utf8("key_");
const LITERALS = new Map(["true", "false", "null"].map((text) => [text.charCodeAt(0), utf8(text)]));

/**
 * Parses a line of a log in its common form in one pass over its bytes, without a JSON parser: ASCII only, whole numbers, no escapes.
 * INVARIANT: it accepts only lines that `readEntry` accepts, for the given log. Other lines are passed to `readEntry`.
 */
export class LineScanner {
  readonly #log: Uint8Array;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** Sequence number of the last accepted line, and the offsets of its `prev` and `ts`. */
  seq = 0;
  prevAt = 0;
  tsAt = 0;
  /** Offsets of its `data` and of the text of its `kind`. */
  dataAt = 0;
  kindAt = 0;
  /** True when `data` may name a grant. */
  hasGrant = false;
  /** Offset of the id of a key that `data` names as `key`, or -1. */
  keyAt = -1;

  constructor(origin: string) {
    this.#log = utf8(`","log":${JSON.stringify(origin)},"pd":`);
  }

  scan(bytes: Uint8Array, start: number, end: number): boolean {
    this.#bytes = bytes;
    this.#at = start;
    return (
      this.#literal(ACTOR) &&
      this.#word() &&
      this.#literal(TYPE) &&
      this.#word() &&
      this.#literal(CORR) &&
      this.#typeId() &&
      this.#literal(DATA) &&
      this.#data() &&
      this.#literal(ID) &&
      this.#typeId() &&
      this.#literal(KIND) &&
      this.#kind() &&
      this.#literal(this.#log) &&
      this.#commitments() &&
      this.#literal(PREV) &&
      this.#prev() &&
      this.#literal(SEQ) &&
      this.#seq() &&
      this.#literal(SUBJECT) &&
      this.#word() &&
      this.#literal(TYPE) &&
      this.#word() &&
      this.#literal(TS) &&
      this.#timestamp() &&
      this.#literal(VERSION) &&
      this.#at === end
    );
  }

  #peek(): number {
    return this.#bytes[this.#at] as number;
  }

  #byte(expected: number): boolean {
    return this.#bytes[this.#at++] === expected;
  }

  #literal(text: Uint8Array): boolean {
    if (!this.#matchesAt(this.#at, text)) return false;
    this.#at += text.length;
    return true;
  }

  #matchesAt(at: number, text: Uint8Array): boolean {
    const bytes = this.#bytes;
    for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
    return true;
  }

  /** Skips bytes of a class and returns their number. */
  #run(kind: number): number {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    while (((CLASSES[bytes[at] as number] as number) & kind) !== 0) at++;
    this.#at = at;
    return at - start;
  }

  /** Accepts a letter, then letters, digits and underscores. */
  #word(): boolean {
    const first = this.#peek();
    const length = this.#run(WORD);
    return first >= 0x61 && length > 0 && length <= MAX_WORD;
  }

  /** Accepts the part after the prefix: 26 characters, the first at most 7, for 128 bits. */
  #typeId(): boolean {
    return this.#peek() <= 0x37 && this.#run(BASE32) === 26;
  }

  #data(): boolean {
    this.dataAt = this.#at;
    this.hasGrant = false;
    this.keyAt = -1;
    return this.#object(0);
  }

  #kind(): boolean {
    const start = this.#at;
    this.kindAt = start;
    if (!this.#word()) return false;
    while (this.#peek() === DOT) {
      this.#at++;
      if (this.#run(WORD) === 0) return false;
    }
    return this.#at - start <= MAX_WORD;
  }

  #prev(): boolean {
    this.prevAt = this.#at;
    return this.#run(HEX) === 64;
  }

  #seq(): boolean {
    const start = this.#at;
    if (!this.#digits()) return false;
    this.seq = 0;
    for (let at = start; at < this.#at; at++) this.seq = this.seq * 10 + (this.#bytes[at] as number) - ZERO;
    return true;
  }

  /** Accepts a whole number in JCS form, short enough to be exact. */
  #digits(): boolean {
    const first = this.#peek();
    const length = this.#run(DIGIT);
    return length > 0 && length <= MAX_DIGITS && (first !== ZERO || length === 1);
  }

  #timestamp(): boolean {
    this.tsAt = this.#at;
    const month = this.#run(DIGIT) === 4 && this.#byte(MINUS) ? this.#pair() : -1;
    const day = this.#byte(MINUS) ? this.#pair() : -1;
    const hour = this.#byte(0x54) ? this.#pair() : -1;
    const minute = this.#byte(COLON) ? this.#pair() : -1;
    const second = this.#byte(COLON) ? this.#pair() : -1;
    if (!(this.#byte(DOT) && this.#run(DIGIT) === 3 && this.#byte(0x5a))) return false;
    return inside(month, 1, 12) && inside(day, 1, 31) && inside(hour, 0, 23) && inside(minute, 0, 59) && inside(second, 0, 59);
  }

  #pair(): number {
    const at = this.#at;
    return this.#run(DIGIT) === 2 ? ((this.#bytes[at] as number) - ZERO) * 10 + (this.#bytes[at + 1] as number) - ZERO : -1;
  }

  /** Accepts an object of names and commitments. */
  #commitments(): boolean {
    return this.#members(() => this.#byte(QUOTE) && this.#run(HEX) === 64 && this.#byte(QUOTE), WORD);
  }

  #object(depth: number): boolean {
    return depth <= MAX_DEPTH && this.#members(() => this.#value(depth + 1), PLAIN);
  }

  #members(value: () => boolean, keyKind: number): boolean {
    if (!this.#byte(OPEN_OBJECT)) return false;
    if (this.#peek() === CLOSE_OBJECT) return this.#byte(CLOSE_OBJECT);
    let previousAt = -1;
    let previousLength = 0;
    for (;;) {
      if (!this.#byte(QUOTE)) return false;
      const keyAt = this.#at;
      if (keyKind === WORD ? !this.#word() : this.#run(PLAIN) < 0) return false;
      const length = this.#at - keyAt;
      if (previousAt >= 0 && !this.#ascends(previousAt, previousLength, keyAt, length)) return false;
      if (length === GRANT.length && this.#matchesAt(keyAt, GRANT)) this.hasGrant = true;
      const valueAt = keyAt + KEY.length + BEFORE_TEXT;
      if (length === KEY.length && this.#matchesAt(keyAt, KEY) && this.#matchesAt(valueAt, KEY_ID)) this.keyAt = valueAt;
      previousAt = keyAt;
      previousLength = length;
      if (!this.#byte(QUOTE) || !this.#byte(COLON) || !value()) return false;
      const next = this.#bytes[this.#at++];
      if (next !== COMMA) return next === CLOSE_OBJECT;
    }
  }

  /** Returns true when one key sorts before another. Both are ASCII, whose bytes sort as UTF-16 code units do. */
  #ascends(a: number, aLength: number, b: number, bLength: number): boolean {
    for (let i = 0; i < aLength && i < bLength; i++) {
      const difference = (this.#bytes[a + i] as number) - (this.#bytes[b + i] as number);
      if (difference !== 0) return difference < 0;
    }
    return aLength < bLength;
  }

  #value(depth: number): boolean {
    const first = this.#peek();
    if (first === QUOTE) {
      this.#at++;
      this.#run(PLAIN);
      return this.#byte(QUOTE);
    }
    if (first === OPEN_OBJECT) return this.#object(depth);
    if (first === OPEN_ARRAY) return this.#array(depth);
    const literal = LITERALS.get(first);
    return literal ? this.#literal(literal) : this.#number();
  }

  #array(depth: number): boolean {
    this.#at++;
    if (this.#peek() === CLOSE_ARRAY) return this.#byte(CLOSE_ARRAY);
    for (;;) {
      if (depth > MAX_DEPTH || !this.#value(depth + 1)) return false;
      const next = this.#bytes[this.#at++];
      if (next !== COMMA) return next === CLOSE_ARRAY;
    }
  }

  /** Accepts whole numbers only. A dot or an exponent after one is neither comma nor bracket, so `readEntry` decides about the line. */
  #number(): boolean {
    if (this.#peek() !== MINUS) return this.#digits();
    this.#at++;
    return this.#peek() !== ZERO && this.#digits();
  }
}

const inside = (value: number, low: number, high: number) => value >= low && value <= high;

function mark(characters: string, kind: number): void {
  for (const character of characters) CLASSES[character.charCodeAt(0)] = (CLASSES[character.charCodeAt(0)] as number) | kind;
}
