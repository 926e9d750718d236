-- Halts of actions take prefixes that end with `_*`, such as the tools of one MCP server.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE halt DROP CONSTRAINT halt_pattern_check;
ALTER TABLE halt ADD CONSTRAINT halt_pattern_check
  CHECK (pattern ~ '^(\*|[a-z][a-z0-9_]*([.:-][a-z0-9_]+)*(\.\*)?|[a-z]([.:-]?[a-z0-9_])*_\*)$');
