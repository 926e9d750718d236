// Source code, shells, logs and version control: [place, write(name, secret, m)].
import { camel, env, kebab, pascal, snake } from "./names.mjs";

const q = (text) => JSON.stringify(text);
const single = (text) => `'${text.replaceAll("'", "\\'")}'`;

export const SOURCE = [
  ["python constant", (n, s) => `import os\n\n${env(n)} = ${q(s)}\nTIMEOUT = 30\n`],
  ["python call", (n, s) => `client = Client(base_url=BASE, ${snake(n)}=${q(s)}, timeout=10)\n`],
  ["python dict", (n, s) => `config = {\n    'debug': False,\n    '${snake(n)}': ${single(s)},\n}\n`],
  ["python default of environ", (n, s) => `token = os.environ.get("${env(n)}", ${q(s)})\n`],
  ["python os.environ", (n, s) => `os.environ["${env(n)}"] = ${q(s)}\n`],
  ["javascript const", (n, s) => `const express = require("express");\nconst ${camel(n)} = ${q(s)};\napp.listen(3000);\n`],
  ["javascript object", (n, s) => `export default {\n  retries: 3,\n  ${camel(n)}: ${single(s)},\n};\n`],
  ["typescript fallback", (n, s) => `export const value = process.env.${env(n)} ?? ${q(s)};\n`],
  ["typescript class", (n, s) => `class Api {\n  private readonly ${camel(n)}: string = ${single(s)};\n}\n`],
  ["java constant", (n, s) => `public final class Config {\n    private static final String ${env(n)} = ${q(s)};\n}\n`],
  ["java setter", (n, s) => `client.set${pascal(n)}(${q(s)});\nclient.connect();\n`],
  ["java system property", (n, s) => `System.setProperty("${camel(n)}", ${q(s)});\n`],
  ["kotlin", (n, s) => `object Config {\n    const val ${env(n)} = ${q(s)}\n}\n`],
  ["go", (n, s) => `package main\n\nconst ${camel(n)} = ${q(s)}\n`],
  ["go struct", (n, s) => `cfg := &Config{\n\tTimeout: 5,\n\t${pascal(n)}: ${q(s)},\n}\n`],
  ["go setenv", (n, s) => `\tos.Setenv("${env(n)}", ${q(s)})\n`],
  ["rust", (n, s) => `const ${env(n)}: &str = ${q(s)};\n\nfn main() {}\n`],
  ["c#", (n, s) => `public static class Config\n{\n    public const string ${pascal(n)} = ${q(s)};\n}\n`],
  ["ruby", (n, s) => `Client.configure do |config|\n  config.${snake(n)} = ${single(s)}\nend\n`],
  ["ruby env", (n, s) => `ENV['${env(n)}'] ||= ${single(s)}\n`],
  ["php define", (n, s) => `<?php\ndefine('${env(n)}', ${single(s)});\n`],
  ["php array", (n, s) => `<?php\nreturn [\n    'debug' => false,\n    '${snake(n)}' => ${single(s)},\n];\n`],
  ["php variable", (n, s) => `<?php\n$${snake(n)} = "${s.replaceAll("$", "\\$")}";\n`],
  ["swift", (n, s) => `struct Secrets {\n    static let ${camel(n)} = ${q(s)}\n}\n`],
  ["scala", (n, s) => `object Conf {\n  val ${camel(n)}: String = ${q(s)}\n}\n`],
  ["c define", (n, s) => `#include <stdio.h>\n#define ${env(n)} ${q(s)}\n`],
  ["dart", (n, s) => `class Keys {\n  static const ${camel(n)} = ${single(s)};\n}\n`],
  ["elixir", (n, s) => `config :app, App.Client,\n  pool: 10,\n  ${snake(n)}: ${q(s)}\n`],
  ["lua", (n, s) => `local config = {\n  retries = 2,\n  ${snake(n)} = ${q(s)},\n}\n`],
  ["r", (n, s) => `library(httr)\nSys.setenv(${env(n)} = ${q(s)})\n`],
  ["perl", (n, s) => `my $${snake(n)} = ${single(s)};\n`],
  ["powershell", (n, s) => `$env:${env(n)} = ${single(s)}\nInvoke-Build\n`],
  ["batch", (n, s) => `@echo off\r\nset ${env(n)}=${s}\r\nnode app.js\r\n`],
  ["commented out", (n, s) => `// const ${camel(n)} = ${q(s)};\nconst x = 1;\n`],
  [
    "notebook cell",
    (n, s) =>
      JSON.stringify({
        cells: [
          { cell_type: "code", execution_count: 4, metadata: {}, outputs: [], source: ["import os\n", `${env(n)} = ${single(s)}\n`] },
        ],
        nbformat: 4,
      }),
  ],
  ["minified bundle", (n, s, m) => `!function(e,t){var n=t(${m.int(100, 999)});e.exports={a:n,${camel(n)}:${q(s)},c:!0}}(module,require);`],
];

export const SHELL = [
  ["shell export", (n, s) => `#!/bin/sh\nset -e\nexport ${env(n)}=${sh(s)}\n./run.sh\n`],
  ["history", (n, s) => `  501  cd src\n  502  ls -la\n  503  export ${env(n)}=${sh(s)}\n  504  make\n`],
  ["variable before a command", (n, s) => `$ ${env(n)}=${sh(s)} npm start\n`],
  ["docker run", (n, s) => `docker run -d --name api -p 80:80 -e ${env(n)}=${sh(s)} api:1.4\n`],
  ["kubectl from-literal", (n, s) => `kubectl create secret generic app --from-literal=${kebab(n)}=${sh(s)}\n`],
  ["heroku config", (n, s) => `heroku config:set ${env(n)}=${sh(s)} -a my-app\n`],
  ["helm --set", (n, s) => `helm upgrade api ./chart --set image.tag=1.2 --set config.${camel(n)}=${sh(s)}\n`],
  ["option of a command", (n, s) => `deploy --region eu --${kebab(n)} ${sh(s)} --yes\n`],
  ["option with an equals sign", (n, s) => `./tool --verbose --${kebab(n)}=${sh(s)}\n`],
  ["fish", (n, s) => `set -gx ${env(n)} ${sh(s)}\n`],
  ["terraform -var", (n, s) => `terraform apply -var="${snake(n)}=${s}" -auto-approve\n`],
  ["gh secret set", (n, s) => `gh secret set ${env(n)} --body ${sh(s)} --repo acme/site\n`],
  ["npm config-like set", (n, s) => `fly secrets set ${env(n)}=${sh(s)} --app walnut\n`],
];

export const RECORDS = [
  ["debug log", (n, s, m) => `${m.date()}T${m.time()}Z DEBUG [main] loaded config ${snake(n)}=${s} retries=3\n`],
  [
    "json log",
    (n, s, m) =>
      JSON.stringify({ level: 20, time: m.int(1.6e12, 1.8e12), pid: m.int(1, 4000), msg: "starting", config: { [camel(n)]: s } }),
  ],
  ["trace of a shell", (n, s) => `+ cd /builds/app\n+ export ${env(n)}=${s}\n+ make release\n`],
  [
    "env in a crash",
    (n, s, m) =>
      `Traceback (most recent call last):\n  File "app.py", line ${m.int(2, 400)}\nKeyError: 'region'\nenviron({'HOME': '/root', '${env(n)}': ${single(s)}, 'LANG': 'C'})\n`,
  ],
  ["printenv", (n, s) => `HOSTNAME=4f1c\nPWD=/app\n${env(n)}=${s}\nSHLVL=1\n`],
  ["plan of terraform", (n, s) => `  # aws_ssm_parameter.p will be created\n  + ${snake(n)} = ${q(s)}\n  + type = "String"\n`],
  [
    "diff added",
    (n, s, m) =>
      `diff --git a/config.py b/config.py\nindex ${m.hex(7)}..${m.hex(7)} 100644\n--- a/config.py\n+++ b/config.py\n@@ -1,3 +1,3 @@\n DEBUG = False\n-${env(n)} = os.environ["${env(n)}"]\n+${env(n)} = ${q(s)}\n`,
  ],
  ["diff removed", (n, s, m) => `--- a/.env\n+++ b/.env\n@@ -${m.int(1, 9)},2 +${m.int(1, 9)},1 @@\n PORT=80\n-${env(n)}=${s}\n`],
  ["conflict", (n, s) => `<<<<<<< HEAD\n${env(n)}=\n=======\n${env(n)}=${s}\n>>>>>>> feature/login\n`],
  ["sql insert", (n, s, m) => `INSERT INTO settings (name, value, updated) VALUES ('${snake(n)}', ${sql(s)}, '${m.date()}');\n`],
  ["sql update", (n, s) => `UPDATE integrations SET ${snake(n)} = ${sql(s)} WHERE id = 7;\n`],
];

const sh = (text) => (/[$&!;*?()# ]/.test(text) ? `'${text}'` : text);
const sql = (text) => `'${text.replaceAll("'", "''")}'`;
