import { assigned, prefixed, type SecretRule, shaped } from "../rule.ts";

const vcs = prefixed("version_control");
const vcsValue = assigned("version_control");
const ci = prefixed("ci");
const ciValue = assigned("ci");
const registry = prefixed("registry");
const registryValue = assigned("registry");
const registryShape = shaped("registry");

/** Where code lives, is built and is published. */
export const CODE_RULES: readonly SecretRule[] = [
  vcs("github-pat", "GitHub personal access token", "ghp_", "[A-Za-z0-9]{36,255}", { check: "github_checksum", entropy: 3 }),
  vcs("github-oauth-token", "GitHub OAuth token", "gho_", "[A-Za-z0-9]{36,255}", { check: "github_checksum", entropy: 3 }),
  vcs("github-app-token", "GitHub App token", ["ghu_", "ghs_"], "[A-Za-z0-9]{36,255}", { check: "github_checksum", entropy: 3 }),
  vcs("github-refresh-token", "GitHub refresh token", "ghr_", "[A-Za-z0-9]{36,255}", { check: "github_checksum", entropy: 3 }),
  vcs("github-fine-grained-pat", "GitHub fine-grained token", "github_pat_", "[A-Za-z0-9_]{36,255}", { entropy: 3 }),
  vcsValue(
    "github-legacy-token",
    "GitHub token",
    ["github_token", "github_pat", "github_secret", "github_api", "github_access_token", "gh_token", "github_client_secret"],
    "[a-f0-9]{40}",
    {
      entropy: 3,
    },
  ),
  vcs("gitlab-pat", "GitLab personal access token", "glpat-", "[A-Za-z0-9_-]{20,64}(?:\\.[0-9a-z]{2}\\.[0-9a-z]{7,9})?", { entropy: 2.8 }),
  vcs("gitlab-deploy-token", "GitLab deploy token", "gldt-", "[A-Za-z0-9_-]{20,64}"),
  vcs(
    "gitlab-runner-token",
    "GitLab runner token",
    ["glrt-", "glrtr-", "GR1348941"],
    "[A-Za-z0-9_-]{20,64}(?:\\.[0-9a-z]{2}\\.[0-9a-z]{7,9})?",
  ),
  vcs("gitlab-ci-job-token", "GitLab CI job token", "glcbt-", "[A-Za-z0-9]{1,5}_[A-Za-z0-9_-]{20,64}"),
  vcs("gitlab-trigger-token", "GitLab pipeline trigger token", "glptt-", "[a-f0-9]{40}"),
  vcs("gitlab-oauth-secret", "GitLab OAuth application secret", "gloas-", "[A-Za-z0-9_-]{64}"),
  vcs("gitlab-other-token", "GitLab token", ["glagent-", "glft-", "glimt-", "glsoat-", "glffct-"], "[A-Za-z0-9_-]{20,64}"),
  vcs("bitbucket-app-password", "Bitbucket app password", "ATBB", "[A-Za-z0-9]{32}", { entropy: 3.3 }),
  vcs("bitbucket-access-token", "Bitbucket access token", "ATCTT3", "[A-Za-z0-9_=-]{100,300}", { entropy: 3.5 }),
  vcsValue("bitbucket-client-secret", "Bitbucket client secret", ["bitbucket"], "(?:[A-Za-z0-9_=-]{64}|[A-Za-z0-9]{32})", { entropy: 3.3 }),
  vcs("atlassian-api-token", "Atlassian API token", "ATATT3", "[A-Za-z0-9_=-]{60,300}", { entropy: 3.5 }),
  vcsValue("atlassian-legacy-token", "Atlassian API token", ["atlassian", "jira", "confluence"], "[A-Za-z0-9]{24}", { entropy: 3.3 }),
  vcsValue("gitea-token", "Gitea or Forgejo token", ["gitea", "forgejo", "codeberg"], "[a-f0-9]{40}"),
  vcs("sourcegraph-token", "Sourcegraph token", "sgp_", "(?:(?:[a-fA-F0-9]{16}|local)_)?[a-fA-F0-9]{40}"),
  ciValue("circleci-token", "CircleCI token", ["circle_token", "circleci", "circle_ci"], "[a-f0-9]{40}"),
  ci("circleci-prefixed-token", "CircleCI token", ["CCIPAT_", "CCIPRJ_"], "[A-Za-z0-9]{16,30}_[a-f0-9]{40}"),
  ciValue("travis-token", "Travis CI token", ["travis"], "[A-Za-z0-9_-]{22}", { entropy: 3.3 }),
  ciValue("drone-token", "Drone CI token", ["drone_token", "droneci", "drone_ci", "drone_rpc_secret"], "[A-Za-z0-9]{32}", { entropy: 3.3 }),
  ci("buildkite-token", "Buildkite token", ["bkua_", "bkaj_", "bkat_"], "[a-f0-9]{40}"),
  ciValue("buildkite-agent-token", "Buildkite agent token", ["buildkite"], "[a-f0-9]{40,50}"),
  ciValue("jenkins-token", "Jenkins API token", ["jenkins"], "[a-f0-9]{32,34}"),
  ciValue("teamcity-token", "TeamCity token", ["teamcity"], "eyJ[A-Za-z0-9_.-]{60,300}"),
  ciValue(
    "codecov-token",
    "Codecov token",
    ["codecov"],
    "(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[A-Za-z0-9]{32})",
    { entropy: 3 },
  ),
  ciValue("coveralls-token", "Coveralls token", ["coveralls"], "[A-Za-z0-9]{32,37}", { entropy: 3.3 }),
  ci("octopus-api-key", "Octopus Deploy API key", "API-", "[A-Z0-9]{26,32}", { entropy: 3.3, confidence: 0.85 }),
  ci("harness-token", "Harness token", ["pat.", "sat."], "[A-Za-z0-9_-]{22}\\.[a-f0-9]{24}\\.[A-Za-z0-9]{20}", { entropy: 3.5 }),
  ciValue("sonar-legacy-token", "SonarQube token", ["sonar_token", "sonar_login", "sonarcloud", "sonarqube"], "[a-f0-9]{40}"),
  ci("sonar-token", "SonarQube token", ["sqp_", "squ_", "sqa_"], "[a-f0-9]{40}"),
  ciValue("snyk-token", "Snyk token", ["snyk"], "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
  registry("npm-token", "npm token", "npm_", "[A-Za-z0-9]{36}", { check: "github_checksum", entropy: 3 }),
  registryShape(
    "npm-legacy-token",
    "npm token of an .npmrc",
    ["_authtoken"],
    `_authToken\\s{0,4}=\\s{0,4}["']?(?<secret>(?:npm_)?[A-Za-z0-9+/_=-]{20,200})(?![A-Za-z0-9])`,
    {
      flags: "i",
      entropy: 3,
    },
  ),
  registryShape(
    "npm-basic-auth",
    "npm credentials of an .npmrc",
    ["_auth"],
    `_auth\\s{0,4}=\\s{0,4}["']?(?<secret>[A-Za-z0-9+/]{16,400}={0,2})(?![A-Za-z0-9])`,
    { entropy: 3, check: "basic_auth" },
  ),
  registry("pypi-token", "PyPI token", ["pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBpLm9yZw", "pypi-"], "[A-Za-z0-9_-]{50,1000}", {
    entropy: 3.5,
  }),
  registry("rubygems-token", "RubyGems token", "rubygems_", "[a-f0-9]{48}"),
  registry("nuget-api-key", "NuGet API key", "oy2", "[a-z0-9]{43}", { entropy: 3 }),
  registry("docker-pat", "Docker access token", ["dckr_pat_", "dckr_oat_"], "[A-Za-z0-9_-]{27,64}"),
  registryShape(
    "docker-config-auth",
    "Credentials of a Docker configuration",
    [`"auth"`, `"auth\\"`],
    `"auth\\\\?"\\s{0,4}:\\s{0,4}\\\\?"(?<secret>[A-Za-z0-9+/]{12,500}={0,2})(?![A-Za-z0-9])`,
    {
      check: "basic_auth",
      confidence: 0.95,
    },
  ),
  registry("cargo-token", "crates.io token", "cio", "[A-Za-z0-9]{32}", { entropy: 3.5, confidence: 0.85 }),
  registry("clojars-token", "Clojars token", ["CLOJARS_"], "[a-f0-9]{60}"),
  registry("jfrog-api-key", "JFrog Artifactory API key", "AKCp", "[A-Za-z0-9]{64,73}", { entropy: 3.5 }),
  registry("jfrog-reference-token", "JFrog reference token", "cmVmd", "[A-Za-z0-9]{55,64}", { entropy: 3.5 }),
  registryValue("artifactory-password", "JFrog Artifactory key", ["artifactory", "jfrog"], "[A-Za-z0-9]{64,73}", { entropy: 3.5 }),
  registry("packagist-token", "Packagist token", ["packagist_uut_", "packagist_out_", "packagist_ack_"], "[a-f0-9]{40,68}"),
  registry("anaconda-token", "Anaconda token", ["sk-an-"], "[A-Za-z0-9_-]{30,80}", { entropy: 3 }),
  registry("postman-api-key", "Postman API key", "PMAK-", "[a-f0-9]{24}-[a-f0-9]{34}"),
  registry("readme-token", "ReadMe token", "rdme_", "[a-z0-9]{70}"),
  registry("speakeasy-key", "Speakeasy key", ["spk_live_", "spk_test_"], "[A-Za-z0-9]{24,64}", { entropy: 3 }),
  vcs(
    "github-app-installation-token",
    "GitHub App installation token",
    "ghs_",
    "[0-9]{1,12}_eyJ[A-Za-z0-9_-]{8,2000}\\.eyJ[A-Za-z0-9_-]{8,4000}\\.[A-Za-z0-9_-]{16,1000}",
    {
      entropy: 3.5,
    },
  ),
  ci("deno-deploy-token", "Deno Deploy token", ["ddp_", "ddo_", "ddw_"], "[A-Za-z0-9]{36,40}", { entropy: 3.5 }),
  ci("socket-key", "Socket security key", "sktsec_", "[A-Za-z0-9_-]{30,60}", { entropy: 3.3 }),
  ci("infracost-key", "Infracost key", "ico-", "[A-Za-z0-9]{32}", { entropy: 3.5 }),
];
