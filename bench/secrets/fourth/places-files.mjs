// Configuration, deployment and build files: [place, write(name, secret, m)].
import { camel, dotted, env, kebab, pascal, snake } from "./names.mjs";

const b64 = (text) => Buffer.from(text).toString("base64");
const quoted = (text) => JSON.stringify(text);

export const CONFIGURATION = [
  [".env", (n, s, m) => `NODE_ENV=production\nPORT=${m.int(3000, 9000)}\n# ${m.word()} service\n${env(n)}=${s}\nLOG_LEVEL=info\n`],
  [".env quoted", (n, s) => `APP_NAME="back office"\n${env(n)}="${s}"\nTZ=UTC\n`],
  [".env exported", (n, s) => `export EDITOR=vim\nexport ${env(n)}='${s}'\nexport PATH="$HOME/bin:$PATH"\n`],
  [".env with a comment behind", (n, s) => `${env(n)}=${s} # rotate in spring\n`],
  [".env of windows", (n, s) => `HOST=0.0.0.0\r\n${env(n)}=${s}\r\nDEBUG=false\r\n`],
  ["yaml", (n, s, m) => `server:\n  port: 8080\n  host: ${m.host()}\nauth:\n  ${snake(n)}: ${quoted(s)}\n`],
  ["yaml bare", (n, s) => `logging:\n  level: warn\nintegrations:\n  enabled: true\n  ${camel(n)}: ${s}\n`],
  ["json", (n, s, m) => `{\n  "name": "${m.slug()}",\n  "timeout": 30,\n  "${camel(n)}": ${quoted(s)}\n}`],
  ["json nested", (n, s, m) => JSON.stringify({ env: "prod", services: { [m.word()]: { retries: 3, credentials: { [snake(n)]: s } } } })],
  ["toml", (n, s, m) => `[package]\nname = "${m.slug()}"\n\n[secrets]\n${snake(n)} = ${quoted(s)}\n`],
  ["ini", (n, s) => `[default]\nregion = eu-west-1\noutput = json\n${snake(n)} = ${s}\n`],
  ["properties", (n, s) => `server.port=8443\nmanagement.endpoints.enabled=false\n${dotted(n)}=${s}\n`],
  ["xml element", (n, s) => `<configuration>\n  <timeout>30</timeout>\n  <${camel(n)}>${xml(s)}</${camel(n)}>\n</configuration>`],
  [
    "appSettings",
    (n, s) =>
      `<appSettings>\n  <add key="Environment" value="Production" />\n  <add key="${pascal(n)}" value="${xml(s)}" />\n</appSettings>`,
  ],
  ["spring bean", (n, s) => `<bean id="client" class="com.example.Client">\n  <property name="${camel(n)}" value="${xml(s)}"/>\n</bean>`],
  [
    "strings.xml",
    (n, s) => `<resources>\n  <string name="app_name">Walnut</string>\n  <string name="${snake(n)}">${xml(s)}</string>\n</resources>`,
  ],
  [
    "plist",
    (n, s) =>
      `<plist version="1.0"><dict>\n<key>CFBundleName</key><string>Walnut</string>\n<key>${pascal(n)}</key>\n<string>${xml(s)}</string>\n</dict></plist>`,
  ],
  ["gradle.properties", (n, s) => `org.gradle.jvmargs=-Xmx2g\n${camel(n)}=${s}\n`],
  ["systemd unit", (n, s) => `[Service]\nExecStart=/usr/bin/worker --verbose\nEnvironment="${env(n)}=${s}"\nRestart=always\n`],
  ["rails credentials", (n, s) => `production:\n  adapter: postgresql\n  ${snake(n)}: ${quoted(s)}\n  pool: 5\n`],
  ["ansible vars", (n, s) => `---\n- hosts: web\n  vars:\n    app_port: 80\n    ${snake(n)}: '${s}'\n`],
  ["csv of secrets", (n, s, m) => `name,value,owner\nREGION,eu-west-1,${m.person()}\n${env(n)},${s},${m.person()}\n`],
  ["markdown table", (n, s) => `| variable | value |\n|---|---|\n| REGION | eu-west-1 |\n| ${env(n)} | \`${s}\` |\n`],
];

export const DEPLOYMENT = [
  [
    "docker-compose map",
    (n, s) => `services:\n  api:\n    image: api:latest\n    environment:\n      TZ: UTC\n      ${env(n)}: ${quoted(s)}\n`,
  ],
  ["docker-compose list", (n, s) => `services:\n  api:\n    environment:\n      - TZ=UTC\n      - ${env(n)}=${s}\n    ports: ["80:80"]\n`],
  ["Dockerfile ENV", (n, s) => `FROM python:3.12-slim\nWORKDIR /app\nENV ${env(n)}=${s}\nCMD ["python", "app.py"]\n`],
  ["Dockerfile ARG", (n, s) => `FROM node:22\nARG ${env(n)}="${s}"\nRUN npm ci\n`],
  [
    "kubernetes env",
    (n, s) => `spec:\n  containers:\n    - name: api\n      env:\n        - name: ${env(n)}\n          value: ${quoted(s)}\n`,
  ],
  ["kubernetes stringData", (n, s) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\nstringData:\n  ${env(n)}: ${quoted(s)}\n`],
  ["kubernetes secret", (n, s) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\ntype: Opaque\ndata:\n  ${kebab(n)}: ${b64(s)}\n`],
  ["helm values", (n, s) => `replicaCount: 2\nconfig:\n  ${camel(n)}: ${quoted(s)}\nresources: {}\n`],
  ["terraform variable", (n, s) => `variable "${snake(n)}" {\n  type    = string\n  default = ${quoted(s)}\n}\n`],
  ["terraform.tfvars", (n, s) => `region = "eu-central-1"\n${snake(n)} = ${quoted(s)}\n`],
  [
    "terraform resource",
    (n, s) => `resource "aws_lambda_function" "f" {\n  environment {\n    variables = {\n      ${env(n)} = ${quoted(s)}\n    }\n  }\n}\n`,
  ],
  [
    "terraform state",
    (n, s) => JSON.stringify({ version: 4, outputs: { [snake(n)]: { value: s, type: "string", sensitive: true } } }, null, 2),
  ],
  [
    "cloudformation",
    (n, s) =>
      `Resources:\n  Fn:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n          ${env(n)}: ${quoted(s)}\n`,
  ],
  [
    "github workflow",
    (n, s) => `jobs:\n  deploy:\n    runs-on: ubuntu-latest\n    env:\n      ${env(n)}: ${s}\n    steps:\n      - run: make deploy\n`,
  ],
  ["gitlab-ci", (n, s) => `variables:\n  GIT_DEPTH: "1"\n  ${env(n)}: "${s}"\nbuild:\n  script: [make]\n`],
  ["Jenkinsfile", (n, s) => `pipeline {\n  agent any\n  environment {\n    ${env(n)} = '${s}'\n  }\n}\n`],
  ["azure pipeline", (n, s) => `variables:\n- name: ${camel(n)}\n  value: ${s}\nsteps:\n- script: make\n`],
  ["serverless.yml", (n, s) => `provider:\n  name: aws\n  environment:\n    STAGE: prod\n    ${env(n)}: ${s}\n`],
  [
    "ecs task definition",
    (n, s) =>
      JSON.stringify({
        family: "api",
        containerDefinitions: [
          {
            name: "api",
            environment: [
              { name: "STAGE", value: "prod" },
              { name: env(n), value: s },
            ],
          },
        ],
      }),
  ],
  [
    "pm2 ecosystem",
    (n, s) =>
      `module.exports = { apps: [{ name: "api", script: "server.js", env: { NODE_ENV: "production", ${env(n)}: ${quoted(s)} } }] };\n`,
  ],
  [
    "vscode launch.json",
    (n, s) => JSON.stringify({ configurations: [{ type: "node", request: "launch", env: { [env(n)]: s } }] }, null, 2),
  ],
  [
    "mcp servers",
    (n, s) => JSON.stringify({ mcpServers: { tool: { command: "npx", args: ["-y", "some-mcp"], env: { [env(n)]: s } } } }, null, 2),
  ],
];

const xml = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
