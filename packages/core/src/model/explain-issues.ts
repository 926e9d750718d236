import { z } from "zod";

type Schema = z.core.$ZodType;
type Issue = z.core.$ZodIssue;
type Union = Schema & { readonly _zod: { readonly def: z.core.$ZodUnionDef } };
type Shape = Readonly<Record<string, Schema>>;

/** What is wrong with a value that no option of a union accepts, and the option. */
interface Refusal {
  readonly option: Schema;
  readonly issues: readonly Issue[];
}

/**
 * Returns the issues of a value that its schema refuses. The issues of a union are those of the option that was meant: the option of the
 * value's type, and among objects the one with the keys that are present.
 */
export function explainIssues(schema: Schema, value: unknown, issues: readonly Issue[]): readonly Issue[] {
  const explained = new Set<string>();
  return issues.flatMap((issue) => {
    const found = findUnion(schema, value, issue.path);
    if (!found) return [issue];
    const key = JSON.stringify(found.path.map(String));
    if (explained.has(key)) return [];
    const meant = explainUnion(found.union, found.value);
    if (!meant) return [issue];
    explained.add(key);
    return meant.map((inner) => ({ ...inner, path: [...found.path, ...inner.path] }));
  });
}

/** Returns the outermost union on the path of an issue. */
function findUnion(schema: Schema, value: unknown, path: readonly PropertyKey[]) {
  let at: unknown = value;
  let inner: Schema | undefined = schema;
  for (let i = 0; inner; i++) {
    inner = unwrap(inner, at);
    if (isUnion(inner)) return { union: inner, path: path.slice(0, i), value: at };
    const segment = path[i];
    if (segment === undefined) return null;
    inner = childOf(inner, segment);
    at = memberOf(at, segment);
  }
  return null;
}

const isUnion = (schema: Schema): schema is Union => (schema as z.core.$ZodTypes)._zod.def.type === "union";

/** Removes wrappers such as `optional`, and chooses the option of a discriminated union. */
function unwrap(schema: Schema, value: unknown): Schema {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
    case "catch":
      return unwrap(def.innerType, value);
    case "pipe":
      return unwrap(def.in, value);
    case "union": {
      const { discriminator } = def as { discriminator?: string };
      const meant = discriminator && def.options.find((option) => acceptsKey(option, discriminator, value));
      return meant ? unwrap(meant, value) : schema;
    }
    default:
      return schema;
  }
}

function acceptsKey(option: Schema, key: string, value: unknown): boolean {
  const member = memberOfShape(shapeOf(option, value), key);
  return isAccepted(member, memberOf(value, key));
}

function childOf(schema: Schema, segment: PropertyKey): Schema | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === "object") return Object.hasOwn(def.shape, segment) ? def.shape[segment as string] : undefined;
  if (def.type === "array") return def.element;
  if (def.type === "record") return def.valueType;
  return def.type === "tuple" ? def.items[Number(segment)] : undefined;
}

function memberOf(value: unknown, key: PropertyKey): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;
}

/** Returns the issues of the option that was meant, or null when an option accepts the value and another check refuses it. */
function explainUnion(union: Union, value: unknown): readonly Issue[] | null {
  const { options, discriminator } = union._zod.def as z.core.$ZodUnionDef & { discriminator?: string };
  if (discriminator !== undefined) return null;
  const refusals = options.map((option) => ({
    option,
    issues: explainIssues(option, value, z.safeParse(option, value).error?.issues ?? []),
  }));
  if (refusals.some(({ issues }) => issues.length === 0)) return null;
  const ofType = refusals.filter(({ issues }) => !issues.some((issue) => isOtherType(issue, value)));
  const objects = isObject(value) ? ofType.filter(({ option }) => shapeOf(option, value)) : [];
  if (objects.length > 0) return explainObject(objects, value as Record<string, unknown>);
  const message = messageOf(union, value);
  const [only, ...others] = ofType;
  // A single fixed word is not the only form: the message names the other types too.
  const isWord = only?.issues.some(({ code, path }) => code === "invalid_value" && path.length === 0) ?? true;
  if (only && others.length === 0 && !isWord && message === undefined) return only.issues;
  const errors = (ofType.length > 1 ? ofType : refusals).map(({ issues }) => [...issues]);
  return [{ code: "invalid_union", errors, path: [], message: message ?? "Invalid input", input: value }];
}

/** Returns true when the value has another type than the option, so that the option was not meant. */
function isOtherType(issue: Issue, value: unknown): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === "invalid_union") return issue.errors.every((issues) => issues.some((inner) => isOtherType(inner, value)));
  return issue.code === "invalid_type" || (issue.code === "invalid_value" && !issue.values.some((known) => typeof known === typeof value));
}

function messageOf(union: Union, value: unknown): string | undefined {
  const said = union._zod.def.error?.({ code: "invalid_union", errors: [], path: [], input: value } as never);
  return typeof said === "string" ? said : said?.message;
}

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

function shapeOf(schema: Schema, value: unknown): Shape | undefined {
  const { def } = (unwrap(schema, value) as z.core.$ZodTypes)._zod;
  return def.type === "object" ? def.shape : undefined;
}

/** INVARIANT: names that every object inherits, such as `toString`, are not members of a shape. */
function memberOfShape(shape: Shape | undefined, key: string): Schema | undefined {
  return shape && Object.hasOwn(shape, key) ? shape[key] : undefined;
}

const isAccepted = (schema: Schema | undefined, value: unknown) => schema !== undefined && z.safeParse(schema, value).success;

/** Chooses among objects: first by keys with closed values such as `kind`, then by the keys that are present, then by those that are missing. */
function explainObject(refusals: readonly Refusal[], value: Record<string, unknown>): readonly Issue[] {
  const forms = refusals.map(({ option, issues }) => ({ issues, shape: shapeOf(option, value) as Shape }));
  const keys = Object.keys(value);
  const kinds = keys.filter((key) => forms.filter(({ shape }) => isClosed(memberOfShape(shape, key))).length > 1);
  const ranked = forms
    .map((form) => ({
      ...form,
      wrong: kinds.filter((key) => !isAccepted(memberOfShape(form.shape, key), value[key])).length,
      known: keys.filter((key) => Object.hasOwn(form.shape, key)).length,
      missing: requiredKeys(form.shape).filter((key) => !keys.includes(key)).length,
    }))
    .sort((a, b) => a.wrong - b.wrong || b.known - a.known || a.missing - b.missing);
  const [best] = ranked as [(typeof ranked)[number]];
  if (best.known === 0) return missingForm(forms, keys);
  const tied = ranked.filter((form) => form.wrong === best.wrong && form.known === best.known && form.missing === best.missing);
  const own = keys.filter(
    (key) => tied.some(({ shape }) => Object.hasOwn(shape, key)) && !tied.every(({ shape }) => Object.hasOwn(shape, key)),
  );
  return own.length > 1 ? [refuse(`must have only one of ${own.join(", ")}`)] : best.issues;
}

/** No option has any of the keys that are present. */
function missingForm(forms: readonly { readonly shape: Shape }[], keys: readonly string[]): readonly Issue[] {
  const names = [...new Set(forms.map(({ shape }) => requiredKeys(shape).join(" and ")))].filter((name) => name !== "");
  const unknown: Issue[] = keys.length > 0 ? [{ code: "unrecognized_keys", keys: [...keys], path: [], message: "Invalid input" }] : [];
  return [refuse(`must have one of ${names.join(", ")}`), ...unknown];
}

const refuse = (message: string): Issue => ({ code: "custom", path: [], message });

const requiredKeys = (shape: Shape): string[] => Object.keys(shape).filter((key) => !z.safeParse(shape[key] as Schema, undefined).success);

function isClosed(schema: Schema | undefined): boolean {
  const type = schema && (schema as z.core.$ZodTypes)._zod.def.type;
  return type === "literal" || type === "enum";
}
