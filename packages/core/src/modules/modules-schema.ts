import { z } from "zod";
import { MODULES } from "./all-modules.ts";

type Module = (typeof MODULES)[number];
type Shape = { [Name in Module["name"]]: z.ZodOptional<Extract<Module, { name: Name }>["schema"]> };

/** Schema of `spec.modules`. */
export const ModulesSchema = z.strictObject(Object.fromEntries(MODULES.map(({ name, schema }) => [name, schema.optional()])) as Shape);
