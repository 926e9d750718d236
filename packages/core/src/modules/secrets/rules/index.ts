import type { SecretRule } from "../rule.ts";
import { AI_RULES } from "./ai.ts";
import { CLOUD_RULES } from "./cloud.ts";
import { CODE_RULES } from "./code.ts";
import { COMMAND_RULES } from "./commands.ts";
import { DATABASE_RULES } from "./database.ts";
import { GENERIC_RULES } from "./generic.ts";
import { INFRASTRUCTURE_RULES } from "./infrastructure.ts";
import { MESSAGING_RULES } from "./messaging.ts";
import { PAYMENT_RULES } from "./payments.ts";
import { PLACE_RULES } from "./places.ts";
import { SAAS_RULES } from "./saas.ts";

/** Every rule that is shipped. */
export const SECRET_RULES: readonly SecretRule[] = [
  ...CLOUD_RULES,
  ...CODE_RULES,
  ...AI_RULES,
  ...PAYMENT_RULES,
  ...MESSAGING_RULES,
  ...INFRASTRUCTURE_RULES,
  ...SAAS_RULES,
  ...DATABASE_RULES,
  ...COMMAND_RULES,
  ...PLACE_RULES,
  ...GENERIC_RULES,
];
