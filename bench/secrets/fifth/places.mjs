// Places a credential stands in. Every writer gets the variable's name as words, the value and the minter, and gives what an agent sends or receives.
import { cap } from "./mint.mjs";

const b64 = (text) => Buffer.from(text).toString("base64");
const snake = (words) => words.join("_");
const upper = (words) => snake(words).toUpperCase();
const kebab = (words) => words.join("-");
const pascal = (words) => words.map(cap).join("");
const camel = (words) => words[0] + pascal(words.slice(1));
const title = (words) => cap(words.join(" "));
const own = (name, value) => ({ [name]: value });
const shell = (command) => ({ name: "run_command", arguments: { command, timeout_ms: 30_000 } });
const file = (path, content) => ({ tool: "write_file", path, content });
const output = (stdout) => ({ exit_code: 0, stdout, stderr: "" });

const SOURCE = [
  ["typescript", (w, s) => file("src/config.ts", `import { z } from "zod";\n\nexport const ${camel(w)}: string = "${s}";\n`)],
  [
    "javascript object",
    (w, s, m) =>
      file("lib/client.js", `module.exports = new Client({\n  host: '${m.host()}',\n  ${camel(w)}: '${s}',\n  retries: 3,\n});\n`),
  ],
  ["javascript fallback", (w, s) => file("server.mjs", `const ${camel(w)} = process.env.${upper(w)} || "${s}";\n`)],
  ["python", (w, s) => file("settings.py", `import os\n\nDEBUG = False\n${upper(w)} = "${s}"\nALLOWED_HOSTS = ["*"]\n`)],
  [
    "python call",
    (w, s, m) =>
      file("sync.py", `client = Client(\n    base_url="https://api.${m.host()}",\n    ${snake(w)}='${s}',\n    timeout=30,\n)\n`),
  ],
  ["python environ", (w, s) => file("cell.py", `import os\nos.environ["${upper(w)}"] = "${s}"\n`)],
  ["go", (w, s) => file("main.go", `package main\n\nconst ${camel(w)} = "${s}"\n\nfunc main() {\n\trun(${camel(w)})\n}\n`)],
  [
    "go struct",
    (w, s) => file("client.go", `cfg := &Config{\n\tRegion:  "eu-west-1",\n\t${pascal(w)}: "${s}",\n\tTimeout: 10 * time.Second,\n}\n`),
  ],
  ["java", (w, s) => file("Config.java", `public final class Config {\n    private static final String ${upper(w)} = "${s}";\n}\n`)],
  ["kotlin", (w, s) => file("Config.kt", `object Config {\n    const val ${upper(w)} = "${s}"\n}\n`)],
  ["c#", (w, s) => file("Startup.cs", `services.Configure<Options>(o => {\n    o.${pascal(w)} = "${s}";\n});\n`)],
  ["ruby", (w, s) => file("config/initializers/api.rb", `Api.configure do |config|\n  config.${snake(w)} = '${s}'\nend\n`)],
  ["php", (w, s) => file("wp-config.php", `<?php\ndefine( '${upper(w)}', '${s}' );\ndefine( 'WP_DEBUG', false );\n`)],
  ["php array", (w, s) => file("config/services.php", `<?php\nreturn [\n    '${snake(w)}' => '${s}',\n    'region' => 'us-east-1',\n];\n`)],
  ["rust", (w, s) => file("src/main.rs", `const ${upper(w)}: &str = "${s}";\n\nfn main() {}\n`)],
  ["swift", (w, s) => file("Keys.swift", `struct Keys {\n    static let ${camel(w)} = "${s}"\n}\n`)],
  ["elixir", (w, s) => file("config/prod.exs", `import Config\n\nconfig :shop, Shop.Client,\n  ${snake(w)}: "${s}",\n  pool_size: 10\n`)],
  ["r", (w, s) => file("load.R", `Sys.setenv(${upper(w)} = "${s}")\nlibrary(httr)\n`)],
  ["powershell", (w, s) => shell(`$env:${upper(w)} = "${s}"; ./deploy.ps1 -Verbose`)],
];

const CONFIG = [
  ["dotenv", (w, s, m) => file(".env", `NODE_ENV=production\nPORT=8080\n${upper(w)}=${s}\nBASE_URL=https://${m.host()}\n`)],
  ["dotenv quoted", (w, s) => file(".env.production", `# do not commit\nexport ${upper(w)}="${s}"\nLOG_LEVEL=info\n`)],
  ["yaml", (w, s, m) => file("config.yml", `service:\n  name: ${m.slug()}\n  ${snake(w)}: ${s}\n  replicas: 3\n`)],
  ["helm values", (w, s) => file("values.yaml", `image:\n  tag: 1.4.2\nauth:\n  ${camel(w)}: "${s}"\nresources: {}\n`)],
  ["json file", (w, s) => file("appsettings.json", JSON.stringify({ Logging: { Level: "Warning" }, Client: own(pascal(w), s) }, null, 2))],
  ["toml", (w, s) => file("config.toml", `[server]\nport = 8000\n\n[client]\n${snake(w)} = "${s}"\n`)],
  ["ini", (w, s) => file("app.ini", `[default]\nregion = eu-central-1\n${snake(w)} = ${s}\noutput = json\n`)],
  ["properties", (w, s) => file("application.properties", `server.port=8080\napp.${kebab(w)}=${s}\nspring.jpa.show-sql=false\n`)],
  [
    "xml",
    (w, s) =>
      file(
        "web.config",
        `<configuration>\n  <appSettings>\n    <add key="${pascal(w)}" value="${s.replaceAll("&", "&amp;")}" />\n  </appSettings>\n</configuration>\n`,
      ),
  ],
  ["plist", (w, s) => file("Info.plist", `<dict>\n\t<key>${pascal(w)}</key>\n\t<string>${s}</string>\n</dict>\n`)],
  [
    "compose",
    (w, s) =>
      file(
        "docker-compose.yml",
        `services:\n  api:\n    image: api:latest\n    environment:\n      - NODE_ENV=production\n      - ${upper(w)}=${s}\n`,
      ),
  ],
  ["dockerfile", (w, s) => file("Dockerfile", `FROM node:22-slim\nENV ${upper(w)}=${s}\nRUN npm ci\nCMD ["node", "server.js"]\n`)],
  [
    "kubernetes env",
    (w, s, m) => ({
      kind: "Deployment",
      metadata: { name: m.slug() },
      spec: { containers: [{ name: "app", env: [{ name: upper(w), value: s }] }] },
    }),
  ],
  [
    "kubernetes secret",
    (w, s, m) =>
      file("secret.yaml", `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${m.slug()}\ntype: Opaque\ndata:\n  ${kebab(w)}: ${b64(s)}\n`),
  ],
  [
    "kubernetes string data",
    (w, s) => file("secret.yaml", `apiVersion: v1\nkind: Secret\nstringData:\n  ${upper(w)}: ${JSON.stringify(s)}\n`),
  ],
  [
    "github workflow",
    (w, s) =>
      file(
        ".github/workflows/ci.yml",
        `jobs:\n  build:\n    runs-on: ubuntu-latest\n    env:\n      ${upper(w)}: '${s}'\n    steps:\n      - uses: actions/checkout@v4\n`,
      ),
  ],
  ["tfvars", (w, s) => file("prod.tfvars", `region       = "eu-west-1"\n${snake(w)} = "${s}"\n`)],
  ["terraform variable", (w, s) => file("variables.tf", `variable "${snake(w)}" {\n  type    = string\n  default = "${s}"\n}\n`)],
  ["systemd", (w, s) => file("/etc/systemd/system/api.service", `[Service]\nEnvironment="${upper(w)}=${s}"\nExecStart=/usr/bin/api\n`)],
  ["ansible", (w, s) => file("group_vars/all.yml", `---\nansible_user: deploy\n${snake(w)}: "${s}"\n`)],
  ["nix", (w, s) => file("flake.nix", `  environment.variables = {\n    ${upper(w)} = "${s}";\n  };\n`)],
];

const COMMANDS = [
  ["export", (w, s) => shell(`export ${upper(w)}=${s} && npm run deploy`)],
  ["inline variable", (w, s) => shell(`${upper(w)}='${s}' python manage.py migrate`)],
  ["flag", (w, s, m) => shell(`${m.pick(["deployctl", "acme", "./sync.sh"])} login --${kebab(w)} ${s} --region eu`)],
  ["flag with equals", (w, s) => shell(`helm upgrade api ./chart --set auth.${camel(w)}=${s} --wait`)],
  ["curl header", (_w, s, m) => shell(`curl -sS https://api.${m.host()}/v1/me -H "Authorization: Bearer ${s}"`)],
  ["curl own header", (_w, s, m) => shell(`curl -X POST https://api.${m.host()}/v2/items -H 'X-Api-Key: ${s}' -d '{"a":1}'`)],
  ["docker run", (w, s) => shell(`docker run --rm -e ${upper(w)}=${s} -p 8080:8080 api:1.2`)],
  ["kubectl create secret", (w, s, m) => shell(`kubectl create secret generic ${m.slug()} --from-literal=${kebab(w)}=${s} -n prod`)],
  ["gh secret set", (w, s) => shell(`gh secret set ${upper(w)} --body "${s}" --repo acme/shop`)],
  ["aws put-parameter", (w, s) => shell(`aws ssm put-parameter --name /prod/${kebab(w)} --type SecureString --value '${s}'`)],
  ["vault kv put", (w, s) => shell(`vault kv put secret/prod ${snake(w)}=${s}`)],
  ["heroku config", (w, s) => shell(`heroku config:set ${upper(w)}=${s} -a shop-prod`)],
  ["echo into file", (w, s) => shell(`echo "${upper(w)}=${s}" >> ~/.bashrc`)],
];

const TRAFFIC = [
  ["json", (w, s, m) => ({ id: m.int(1, 9999), ...own(snake(w), s), enabled: true })],
  ["json camel", (w, s) => ({ settings: { region: "eu", [camel(w)]: s } })],
  [
    "name and value",
    (w, s) => ({
      variables: [
        { name: "LOG_LEVEL", value: "info" },
        { name: upper(w), value: s },
      ],
    }),
  ],
  ["key and value", (w, s) => ({ key: upper(w), value: s, protected: true, masked: false, environment_scope: "*" })],
  [
    "headers",
    (_w, s, m) => ({
      method: "GET",
      url: `https://api.${m.host()}/v1/users`,
      headers: { accept: "application/json", authorization: `Bearer ${s}` },
    }),
  ],
  [
    "har",
    (_w, s) => ({
      request: {
        headers: [
          { name: "X-Auth-Token", value: s },
          { name: "Accept", value: "*/*" },
        ],
      },
    }),
  ],
  ["json in text", (w, s) => ({ content: [{ type: "text", text: JSON.stringify({ ok: true, ...own(snake(w), s) }) }] })],
  [
    "call as text",
    (w, s) => ({ tool_calls: [{ function: { name: "set_env", arguments: JSON.stringify({ body: JSON.stringify(own(camel(w), s)) }) } }] }),
  ],
  ["query", (w, s, m) => ({ url: `https://api.${m.host()}/v1/export?format=csv&${snake(w)}=${encodeURIComponent(s)}` })],
  ["form", (w, s) => ({ body: `grant_type=client_credentials&client_id=shop&${snake(w)}=${encodeURIComponent(s)}` })],
  ["env listing", (w, s) => output(`HOME=/root\nLANG=C.UTF-8\nPATH=/usr/local/bin:/usr/bin\n${upper(w)}=${s}\nPWD=/app\n`)],
  [
    "docker inspect",
    (w, s) => output(JSON.stringify([{ Config: { Hostname: "a1", Env: ["PATH=/usr/bin", `${upper(w)}=${s}`], Cmd: ["node"] } }], null, 4)),
  ],
  ["process list", (w, s) => output(`root  1841  0.3  1.2 /usr/bin/worker --queue default --${kebab(w)}=${s}\n`)],
  [
    "kubectl describe",
    (w, s) =>
      output(
        `Containers:\n  api:\n    Port:  8080/TCP\n    Environment:\n      LOG_LEVEL:  info\n      ${upper(w)}:  ${s}\n    Mounts: <none>\n`,
      ),
  ],
  [
    "terraform plan",
    (w, s, m) =>
      output(
        `  # aws_lambda_function.${m.noun()} will be updated in-place\n      ~ environment {\n          ~ variables = {\n              + "${upper(w)}" = "${s}"\n            }\n        }\n`,
      ),
  ],
  [
    "diff",
    (w, s) => output(`diff --git a/.env b/.env\n--- a/.env\n+++ b/.env\n@@ -1,2 +1,3 @@\n NODE_ENV=production\n+${upper(w)}=${s}\n`),
  ],
  [
    "debug log",
    (w, s, m) =>
      output(`${m.time()} DEBUG [main] loaded config {"region":"eu","${camel(w)}":"${s}"}\n${m.time()} INFO listening on 8080\n`),
  ],
  ["logfmt", (w, s, m) => output(`time=${m.time()} level=info msg="connecting" host=${m.host()} ${snake(w)}=${s} attempt=1\n`)],
  [
    "python repr",
    (w, s) =>
      output(
        `Traceback (most recent call last):\n  File "app.py", line 12, in <module>\nValueError: bad options {'region': 'eu', '${snake(w)}': '${s}'}\n`,
      ),
  ],
  [
    "verbose curl",
    (_w, s, m) => output(`> GET /v1/me HTTP/2\n> Host: api.${m.host()}\n> authorization: Bearer ${s}\n> accept: */*\n< HTTP/2 200\n`),
  ],
  ["csv", (w, s) => output(`service,environment,${snake(w)},updated\nshop,prod,${s},2026-03-02\n`)],
  ["ci log", (w, s) => output(`##[group]Run deploy\n  shell: /usr/bin/bash -e {0}\n  env:\n    ${upper(w)}: ${s}\n##[endgroup]\n`)],
  ["sql", (w, s) => ({ query: `UPDATE settings SET ${snake(w)} = '${s}' WHERE id = 4;` })],
];

const TALK = [
  ["chat", (w, s) => ({ channel: "#ops", text: `here's the ${w.join(" ")}: ${s} - please don't share` })],
  ["chat with is", (w, s) => ({ text: `Hi! The new ${w.join(" ")} is ${s}, old one stops working tonight.` })],
  [
    "mail",
    (w, s, m) => ({
      to: `ops@${m.host()}`,
      subject: "Access",
      body: `Hello ${m.first()},\n\nas discussed:\n\n${title(w)}: ${s}\n\nRegards\n${m.first()}\n`,
    }),
  ],
  ["markdown code", (w, s) => ({ body: `To reproduce set \`${upper(w)}=${s}\` and run the suite.` })],
  ["markdown list", (w, s, m) => ({ content: `## Access\n\n- **URL**: https://${m.host()}\n- **${title(w)}**: \`${s}\`\n` })],
  ["markdown table", (w, s) => ({ content: `| Setting | Value |\n| --- | --- |\n| Region | eu |\n| ${title(w)} | ${s} |\n` })],
  ["ticket", (w, s) => ({ fields: { summary: "Rotate", description: `h2. Steps\n# log in\n# use ${upper(w)} = ${s}\n# check` } })],
  ["german", (w, s) => ({ text: `Hallo zusammen, der neue ${title(w)} lautet ${s}. Bitte bis morgen umstellen.` })],
  ["french", (w, s) => ({ text: `Bonjour, voici le ${w.join(" ")} : ${s}\nMerci de ne pas le diffuser.` })],
  ["spanish", (w, s) => ({ text: `Hola, el ${w.join(" ")} de producción es: ${s}` })],
  ["japanese", (w, s) => ({ text: `本番の ${w.join(" ")} は ${s} です。よろしくお願いします。` })],
];

const ENCODED = [
  ["base64 of dotenv", (w, s) => file("env.b64", b64(`NODE_ENV=production\n${upper(w)}=${s}\n`))],
  [
    "base64 content of an api",
    (w, s) => ({ path: "config.json", encoding: "base64", content: b64(JSON.stringify(own(camel(w), s), null, 2)) }),
  ],
  ["percent-encoded json", (w, s) => ({ url: `https://app.test/cb?state=${encodeURIComponent(JSON.stringify(own(snake(w), s)))}` })],
  ["html", (w, s) => ({ html: `<input type="hidden" data-config="{&quot;${camel(w)}&quot;:&quot;${s}&quot;}">` })],
  ["multipart", (w, s) => ({ body: `--x7\r\nContent-Disposition: form-data; name="${snake(w)}"\r\n\r\n${s}\r\n--x7--\r\n` })],
];

const BARE_PLACES = [
  ["alone", (_, s) => ({ text: s })],
  ["in a list", (_, s, m) => ({ args: ["run", "--verbose", s, m.slug()] })],
  ["in a sentence", (_, s) => ({ text: `use ${s} for now` })],
  ["positional argument", (_, s) => shell(`./publish.sh prod ${s} latest`)],
  ["cell", (_, s, m) => ({ rows: [[m.slug(), "prod", s, m.day()]] })],
  ["code comment", (_, s) => file("a.go", `// old value ${s}\nfunc f() {}\n`)],
];

/** Where the name tells what the value is. */
export const NAMING = [...SOURCE, ...CONFIG, ...COMMANDS, ...TRAFFIC, ...TALK, ...ENCODED];
/** Where only the value's own form tells it. */
export const BARE = BARE_PLACES;
