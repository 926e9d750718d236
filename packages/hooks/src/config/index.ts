export { claudeSettings } from "./claude-settings.ts";
export { codexConfig } from "./codex-config.ts";
export { ConfigError, type ConfigFormat, planInit, planRemove } from "./config-format.ts";
export { hookCommand } from "./hook-command.ts";
