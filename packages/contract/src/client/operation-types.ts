import type { z } from "zod";
import type { OperationId, ROUTES } from "../routes/index.ts";

type AnyRoute = (typeof ROUTES)[number];
type Routes = { [Route in AnyRoute as Route["operationId"]]: Route };

/** Names of the parameters in a path: `/agents/:id/keys/:key_id` has `id` and `key_id`. */
type ParamName<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamName<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/** A query parameter that the server converts (`z.coerce`) accepts `unknown`; the type after conversion is the useful one. */
type QueryValue<Input, Output> = unknown extends Input ? Output : Input;

type QueryOf<Schema extends z.ZodType> = {
  [Name in keyof z.input<Schema>]: QueryValue<z.input<Schema>[Name], Name extends keyof z.output<Schema> ? z.output<Schema>[Name] : never>;
};

type ParamsPart<Path extends string> = [ParamName<Path>] extends [never]
  ? { params?: never }
  : { params: Readonly<Record<ParamName<Path>, string | number>> };

type QueryPart<Route> = Route extends { query: infer Schema extends z.ZodType }
  ? Record<never, never> extends QueryOf<Schema>
    ? { query?: Readonly<QueryOf<Schema>> }
    : { query: Readonly<QueryOf<Schema>> }
  : { query?: never };

type BodyPart<Route> = Route extends { body: infer Schema extends z.ZodType }
  ? undefined extends z.input<Schema>
    ? { body?: z.input<Schema> }
    : { body: z.input<Schema> }
  : { body?: never };

type HeadersPart<Route> = Route extends { headers: readonly (infer Name extends string)[] }
  ? { headers?: Readonly<Partial<Record<Name, string>>> }
  : { headers?: never };

type Inputs = {
  [Op in OperationId]: ParamsPart<Routes[Op]["path"]> & QueryPart<Routes[Op]> & BodyPart<Routes[Op]> & HeadersPart<Routes[Op]>;
};

/** Parameters, query, body and headers of an operation, by the names on the wire. */
export type OperationInput<Op extends OperationId> = Inputs[Op];

type Answers<Op extends OperationId> = Routes[Op]["responses"][keyof Routes[Op]["responses"]];
type AnswerSchema<Answer> = Answer extends { schema: infer Schema extends z.ZodType } ? Schema : never;
type NoBody = ReturnType<() => void>;

type Outputs = { [Op in OperationId]: [AnswerSchema<Answers<Op>>] extends [never] ? NoBody : z.output<AnswerSchema<Answers<Op>>> };

/** The JSON that an operation answers; `void` when it answers without a body. */
export type OperationOutput<Op extends OperationId> = Outputs[Op];

/** The error codes that an operation answers. */
export type OperationErrorCode<Op extends OperationId> = Routes[Op]["errors"][number];

type AnswersFile<Answer> = Answer extends { types: readonly string[] } ? (Answer extends { schema: z.ZodType } ? never : true) : never;

/** The operations that answer JSON or nothing. The others answer files and streams: see `operationPath`. */
export type JsonOperationId = { [Op in OperationId]: [AnswersFile<Answers<Op>>] extends [never] ? Op : never }[OperationId];

/** Method and path of every operation. */
export type OperationTable = { readonly [Op in OperationId]: readonly [Routes[Op]["method"], Routes[Op]["path"]] };
