// Where the credentials of the third set are left: [place, write, whether the name stands beside the value].
const snake = (name) => name.toLowerCase();
const camel = (name) => snake(name).replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
const pascal = (name) => camel(name).replace(/^\w/, (letter) => letter.toUpperCase());
const kebab = (name) => snake(name).replaceAll("_", "-");
const dotted = (name) => snake(name).replaceAll("_", ".");
const words = (name) => snake(name).replaceAll("_", " ");
const b64 = (text) => Buffer.from(text).toString("base64");
const xml = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const percentAll = (text) => [...text].map((c) => `%${c.charCodeAt(0).toString(16).padStart(2, "0")}`).join("");
const named = true;

const FILES = [
  ["dotenv", (n, v) => `NODE_ENV=production\nPORT=8080\n${n}=${v}\nLOG_FORMAT=json\n`, named],
  ["dotenv quoted, comment behind", (n, v) => `# rotated in March\n${n}='${v}' # do not share\nDEBUG=0`, named],
  ["dotenv export", (n, v) => `export ${n}="${v}"\n`, named],
  [
    "compose list",
    (n, v) => `services:\n  api:\n    image: acme/api:1.4.2\n    environment:\n      - TZ=UTC\n      - ${n}=${v}\n    ports: ["80:80"]`,
    named,
  ],
  ["compose map", (n, v) => `services:\n  worker:\n    environment:\n      LOG_LEVEL: info\n      ${n}: "${v}"\n`, named],
  ["k8s secret data", (n, v) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\ntype: Opaque\ndata:\n  ${n}: ${b64(v)}\n`, named],
  ["k8s stringData", (n, v) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\nstringData:\n  ${kebab(n)}: '${v}'\n`, named],
  [
    "k8s deployment env",
    (n, v) => `        env:\n        - name: ${n}\n          value: "${v}"\n        - name: TZ\n          value: UTC\n`,
    named,
  ],
  ["helm set", (n, v) => `helm upgrade --install api ./chart --namespace prod --set-string ${camel(n)}='${v}'`, named],
  ["helm values", (n, v) => `replicaCount: 2\nconfig:\n  ${camel(n)}: ${JSON.stringify(v)}\nresources: {}`, named],
  ["tfvars", (n, v) => `region      = "eu-central-1"\n${snake(n)} = "${v}"\n`, named],
  ["tf variable default", (n, v) => `variable "${snake(n)}" {\n  type    = string\n  default = "${v}"\n}`, named],
  [
    "tfstate output",
    (n, v) => JSON.stringify({ version: 4, outputs: { [snake(n)]: { value: v, type: "string", sensitive: true } } }, null, 2),
    named,
  ],
  [
    "github workflow",
    (n, v) => `jobs:\n  deploy:\n    runs-on: ubuntu-latest\n    env:\n      ${n}: ${v}\n    steps:\n      - uses: actions/checkout@v4\n`,
    named,
  ],
  ["gitlab ci", (n, v) => `variables:\n  ${n}: "${v}"\nbuild:\n  script: [make]\n`, named],
  ["jenkinsfile", (n, v) => `pipeline {\n  environment {\n    ${n} = '${v}'\n  }\n}`, named],
  ["dockerfile arg", (n, v) => `FROM node:20\nARG ${n}=${v}\nRUN npm ci\n`, named],
  ["docker run", (n, v) => `docker run -d --name api -e ${n}=${v} -p 80:80 acme/api`, named],
  ["ini", (n, v) => `[prod]\nhost = db.internal\n${snake(n)} = ${v}\n`, named],
  ["properties", (n, v) => `server.port=8080\napp.${dotted(n)}=${v}\n`, named],
  ["toml", (n, v) => `[service]\n${snake(n)} = "${v}"\ntimeout = 30\n`, named],
  ["yaml spring", (n, v) => `spring:\n  app:\n    ${kebab(n)}: ${JSON.stringify(v)}\n`, named],
  ["xml element", (n, v) => `<settings>\n  <${camel(n)}>${xml(v)}</${camel(n)}>\n</settings>`, named],
  ["xml appSettings", (n, v) => `<appSettings>\n  <add key="${pascal(n)}" value="${xml(v)}" />\n</appSettings>`, named],
  ["plist", (n, v) => `<dict>\n\t<key>${n}</key>\n\t<string>${xml(v)}</string>\n</dict>`, named],
  ["appsettings json", (n, v) => JSON.stringify({ Logging: { Level: "Info" }, [pascal(n)]: v }, null, 2), named],
  ["systemd unit", (n, v) => `[Service]\nExecStart=/usr/bin/api\nEnvironment="${n}=${v}"\n`, named],
  ["ansible", (n, v) => `- hosts: all\n  vars:\n    ${snake(n)}: "${v}"\n`, named],
  ["cloudformation", (n, v) => `Parameters:\n  ${pascal(n)}:\n    Type: String\n    Default: ${JSON.stringify(v)}\n`, named],
  ["env table of a wiki", (n, v) => `| Variable | Value |\n|---|---|\n| ${n} | \`${v}\` |\n| TZ | UTC |`, named],
  ["csv export", (n, v) => `name,value,updated\n${n},${v},2026-10-02\n`, named],
];

const SOURCES = [
  ["js const", (n, v) => `import x from "x";\nconst ${camel(n)} = "${v}";\nexport default x(${camel(n)});`, named],
  ["js fallback", (n, v) => `const key = process.env.${n} || '${v}';`, named],
  ["js object", (n, v) => `const client = new Client({ region: "eu", ${camel(n)}: '${v}' });`, named],
  ["ts class member", (n, v) => `class Config {\n  private readonly ${camel(n)}: string = "${v}";\n}`, named],
  ["js template header", (_, v) => `await fetch(url, { headers: { Authorization: \`Bearer ${v}\` } });`],
  ["python assignment", (n, v) => `import os\n${n} = "${v}"\nclient = Client()`, named],
  ["python environ", (n, v) => `os.environ["${n}"] = "${v}"`, named],
  ["python getenv default", (n, v) => `key = os.getenv("${n}", "${v}")`, named],
  ["python kwarg", (n, v) => `client = Client(region="eu", ${snake(n)}="${v}", timeout=10)`, named],
  ["python dict", (n, v) => `config = {'debug': False, '${snake(n)}': '${v}'}`, named],
  ["go", (n, v) => `func main() {\n\t${camel(n)} := "${v}"\n\trun(${camel(n)})\n}`, named],
  ["go setenv", (n, v) => `os.Setenv("${n}", "${v}")`, named],
  ["java", (n, v) => `public class C {\n  private static final String ${n} = "${v}";\n}`, named],
  ["java builder", (n, v) => `Client.builder().region("eu").${camel(n)}("${v}").build();`, named],
  ["kotlin", (n, v) => `const val ${n} = "${v}"`, named],
  ["swift", (n, v) => `let ${camel(n)}: String = "${v}"`, named],
  ["csharp", (n, v) => `public const string ${pascal(n)} = @"${v}";`, named],
  ["ruby", (n, v) => `ENV['${n}'] ||= '${v}'`, named],
  ["ruby symbol", (n, v) => `Client.new(region: "eu", ${snake(n)}: "${v}")`, named],
  ["php define", (n, v) => `<?php\ndefine('${n}', '${v}');`, named],
  ["php array", (n, v) => `return [\n  '${snake(n)}' => '${v}',\n];`, named],
  ["rust", (n, v) => `const ${n}: &str = "${v}";`, named],
  ["elixir", (n, v) => `config :app, ${snake(n)}: "${v}"`, named],
  ["powershell", (n, v) => `$env:${n} = '${v}'\n./deploy.ps1`, named],
  ["cmd", (n, v) => `@echo off\r\nset ${n}=${v}\r\ncall deploy.bat\r\n`, named],
  ["dart define", (n, v) => `flutter run --dart-define=${n}=${v}`, named],
  ["lua", (n, v) => `local ${snake(n)} = [[${v}]]`, named],
  ["comment", (n, v) => `// old ${words(n)}: ${v}\nreturn load();`, named],
  ["sql insert", (n, v) => `INSERT INTO settings (name, value) VALUES ('${snake(n)}', '${v}');`, named],
  [
    "graphql variables",
    (n, v) => JSON.stringify({ query: "mutation($i: In!) { set(i: $i) { ok } }", variables: { i: { [camel(n)]: v } } }),
    named,
  ],
  ["unified diff", (n, v) => `@@ -1,3 +1,3 @@\n PORT=1\n-${n}=\n+${n}=${v}\n`, named],
  [
    "notebook cell",
    (n, v) => JSON.stringify({ cells: [{ cell_type: "code", source: ["import os\n", `os.environ['${n}'] = '${v}'\n`] }], nbformat: 4 }),
    named,
  ],
  [
    "concatenated",
    (n, v) => `const ${camel(n)} = "${v.slice(0, Math.ceil(v.length / 3))}" + "${v.slice(Math.ceil(v.length / 3))}";`,
    named,
  ],
  [
    "python implicit concatenation",
    (n, v) => `${n} = (\n    "${v.slice(0, Math.ceil(v.length / 2))}"\n    "${v.slice(Math.ceil(v.length / 2))}"\n)`,
    named,
  ],
  ["shell continued", (n, v) => `export ${n}=${v.slice(0, Math.ceil(v.length / 2))}\\\n${v.slice(Math.ceil(v.length / 2))}\n`, named],
];

const TALK = [
  ["chat is", (n, v) => `hey, the ${words(n)} is ${v}, can you deploy before 5?`, named],
  ["chat here is", (n, v) => `Sure! Here's the ${words(n)} you asked for: ${v}`, named],
  ["chat use", (n, v) => `Please use ${v} as the ${words(n)} for staging.`, named],
  ["chat markdown", (n, v) => `The **${words(n)}** changed:\n\n\`\`\`\n${v}\n\`\`\`\n`, named],
  ["chat backticks", (n, v) => `set \`${n}\` to \`${v}\` and restart`, named],
  ["mail", (n, v) => `Hi Priya,\n\n${pascal(n)}: ${v}\n\nPlease delete this mail afterwards.\n\nTom`, named],
  ["spanish", (_, v) => `la contraseña es ${v} y el usuario es admin`, "password"],
  ["german", (_, v) => `Das Passwort lautet ${v}, bitte nicht weitergeben.`, "password"],
  ["french", (_, v) => `Le mot de passe est : ${v}`, "password"],
  ["italian", (_, v) => `ecco la chiave api: ${v} grazie`, "key"],
  ["portuguese", (_, v) => `a senha é ${v}`, "password"],
  ["russian", (_, v) => `пароль: ${v}`, "password"],
  ["chinese", (_, v) => `数据库密码是 ${v} ，请保密`, "password"],
  ["chinese colon", (_, v) => `密码：${v}`, "password"],
  ["japanese", (_, v) => `パスワードは「${v}」です`, "password"],
  ["korean", (_, v) => `비밀번호: ${v}`, "password"],
  ["polish", (_, v) => `hasło: ${v}`, "password"],
  ["turkish", (_, v) => `şifre: ${v}`, "password"],
  ["dutch", (_, v) => `het wachtwoord is ${v}`, "password"],
  ["log line", (n, v) => `2026-11-02T08:14:55.120Z INFO  config loaded ${snake(n)}=${v} region=eu`, named],
  ["log json", (n, v) => `{"level":"debug","ts":1790000000.12,"msg":"init","${camel(n)}":"${v}"}`, named],
  ["log python repr", (n, v) => `DEBUG:root:settings={'host': 'db', '${snake(n)}': '${v}', 'port': 5432}`, named],
  ["log go struct", (n, v) => `panic: bad config &{Host:db ${pascal(n)}:${v} Port:5432}`, named],
  [
    "stack trace",
    (n, v) =>
      `Error: 401 Unauthorized for ${camel(n)}=${v}\n    at Client.send (/app/client.js:41:13)\n    at process (node:internal/process:95:5)`,
    named,
  ],
];

const CALLS = [
  ["curl bearer", (_, v) => `curl -sS https://api.example.net/v1/me -H "Authorization: Bearer ${v}"`],
  ["curl token", (_, v) => `curl -H 'Authorization: token ${v}' https://git.example.net/api/user`],
  ["curl x-api-key", (_, v) => `curl --request POST --header 'X-Api-Key: ${v}' --data '{}' https://api.example.net`],
  ["curl user", (_, v) => `curl -u 'svc-deploy:${v}' https://ci.example.net/job/build`],
  ["query parameter", (_, v) => `GET /v2/items?limit=5&api_key=${encodeURIComponent(v)}&page=2 HTTP/1.1`],
  ["access token parameter", (_, v) => `https://app.example.net/callback?access_token=${encodeURIComponent(v)}&expires_in=3600`],
  ["raw request", (_, v) => `POST /api HTTP/1.1\r\nHost: api.example.net\r\nAuthorization: Bearer ${v}\r\nAccept: */*\r\n\r\n`],
  ["basic header", (_, v) => `Authorization: Basic ${b64(`robot:${v}`)}`],
  ["cookie", (_, v) => `Cookie: theme=dark; session=${encodeURIComponent(v)}; lang=en`],
  ["option", (n, v) => `./deploy --region eu --${kebab(n)} ${v} --verbose`, named],
  ["option equals", (n, v) => `node cli.js --${kebab(n)}=${v}`, named],
  ["httpie", (_, v) => `http POST api.example.net X-Auth-Token:${v} name=x`],
  ["git remote", (_, v) => `git remote add origin https://oauth2:${encodeURIComponent(v)}@git.example.net/acme/app.git`],
  ["npmrc", (_, v) => `registry=https://registry.npmjs.org/\n//registry.npmjs.org/:_authToken=${v}\n`],
  ["login stdin", (_, v) => `echo ${v} | docker login ghcr.io -u bot --password-stdin`],
  ["kubectl literal", (n, v) => `kubectl create secret generic app --from-literal=${kebab(n)}='${v}'`, named],
  ["gh secret", (n, v) => `gh secret set ${n} --body "${v}"`, named],
  ["heroku config", (n, v) => `heroku config:set ${n}=${v} -a acme`, named],
  ["aws ssm", (n, v) => `aws ssm put-parameter --name /prod/${snake(n)} --type SecureString --value "${v}"`, named],
  ["vault put", (n, v) => `vault kv put secret/app ${snake(n)}=${v}`, named],
];

const VALUES = [
  ["tool arguments", (n, v) => ({ tool: "deploy", arguments: { env: "prod", [snake(n)]: v } }), named],
  ["nested members", (n, v) => ({ config: { services: [{ name: "a" }, { name: "b", auth: { [camel(n)]: v } }] } }), named],
  [
    "name and value",
    (n, v) => ({
      env: [
        { name: "TZ", value: "UTC" },
        { name: n, value: v },
      ],
    }),
    named,
  ],
  ["key and value", (n, v) => ({ set: { Key: n, Value: v } }), named],
  [
    "pairs",
    (n, v) => ({
      rows: [
        ["TZ", "UTC"],
        [n, v],
      ],
    }),
    named,
  ],
  ["headers list", (_, v) => ({ headers: [{ name: "Authorization", value: `Bearer ${v}` }] })],
  ["headers map", (_, v) => ({ headers: { "content-type": "text/plain", "x-api-key": v } })],
  ["argv", (n, v) => ({ command: ["deploy", `--${kebab(n)}`, v] }), named],
  ["bare text", (_, v) => ({ note: v })],
  ["json in text", (n, v) => ({ body: JSON.stringify({ user: "svc", [camel(n)]: v }) }), named],
  ["json twice", (n, v) => ({ body: JSON.stringify({ payload: JSON.stringify({ [snake(n)]: v }) }) }), named],
  ["member is the credential", (_, v) => ({ cache: { [v]: { ttl: 60 } } })],
  ["form body", (n, v) => ({ body: `grant_type=client_credentials&${snake(n)}=${encodeURIComponent(v)}` }), named],
];

const DISGUISES = [
  ["base64 text", (n, v) => `config: ${b64(`${n}=${v}\n`)}`, named],
  ["base64 alone", (_, v) => ({ blob: b64(v) })],
  ["hex", (n, v) => `payload 0x${Buffer.from(`${n}=${v}`).toString("hex")}`, named],
  ["percent", (n, v) => `next=${percentAll(`${snake(n)}=${v}`)}`, named],
  [
    "unicode escapes",
    (n, v) => `{"${snake(n)}": "${[...v].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}"}`,
    named,
  ],
  ["hex escapes", (n, v) => `${snake(n)} = "${[...v].map((c) => `\\x${c.charCodeAt(0).toString(16)}`).join("")}"`, named],
  ["zero width", (n, v) => `${n}=${v.slice(0, 5)}\u200b${v.slice(5, 9)}\u2060${v.slice(9)}`, named],
  ["soft hyphens", (n, v) => `${snake(n)}: ${v.slice(0, 6)}\u00ad${v.slice(6)}`, named],
  [
    "full width",
    (n, v) => `${n}=${[...v].map((c) => (/[\w-]/.test(c) ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c)).join("")}`,
    named,
  ],
  ["cyrillic letters", (n, v) => `${n}=${v.replace(/a/, "а").replace(/o/, "о").replace(/c/, "с")}`, named],
  ["html entities", (n, v) => `<code>${n}=${[...v].map((c) => `&#${c.charCodeAt(0)};`).join("")}</code>`, named],
  ["wrapped in mail", (n, v) => `${n}=${v.slice(0, 30)}=\r\n${v.slice(30)}\r\n`, named],
  ["glued before", (_, v) => `data_${v} end`],
  ["glued to an escape", (_, v) => `"text":"line one\\n${v}\\nline two"`],
  ["json array of characters", (n, v) => ({ [snake(n)]: [...v] }), named],
  ["gzip-less data URI", (n, v) => `data:text/plain;base64,${b64(`${n}=${v}`)}`, named],
];

export const PLACES = [...FILES, ...SOURCES, ...TALK, ...CALLS, ...VALUES, ...DISGUISES];
