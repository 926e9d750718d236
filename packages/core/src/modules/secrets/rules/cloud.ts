import { assigned, atOnce, prefixed, type SecretRule, shaped } from "../rule.ts";

const token = prefixed("cloud");
const value = assigned("cloud");
const shape = shaped("cloud");

export const CLOUD_RULES: readonly SecretRule[] = [
  token("aws-access-key-id", "AWS access key id", ["AKIA", "ASIA", "ABIA", "ACCA", "A3TX"], "[A-Z0-9]{16}"),
  value(
    "aws-secret-access-key",
    "AWS secret access key",
    ["secret_access_key", "aws_secret", "aws_sec", "aws_key", "secretaccesskey"],
    "[A-Za-z0-9/+]{40}",
    {
      entropy: 3.5,
      confidence: 0.95,
    },
  ),
  value("aws-session-token", "AWS session token", ["session_token", "security_token"], atOnce("[A-Za-z0-9/+]{98,2000}={0,2}"), {
    entropy: 4,
    confidence: 0.9,
  }),
  token(
    "aws-prefixed-session-token",
    "AWS session token",
    ["IQoJb3JpZ2lu", "FwoGZXIvYXdz", "FQoGZXIvYXdz"],
    atOnce("[A-Za-z0-9/+]{90,2000}={0,2}"),
    {
      entropy: 4,
    },
  ),
  token("aws-bedrock-key", "AWS Bedrock API key", ["ABSK", "bedrock-api-key-"], "(?<![+/]ABSK)[A-Za-z0-9+/]{60,400}={0,2}", {
    entropy: 3.5,
  }),
  token("aws-mws-token", "Amazon MWS token", "amzn.mws.", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
  token("google-api-key", "Google API key", "AIza", "[A-Za-z0-9_-]{35}", { entropy: 3.5 }),
  token("google-oauth-client-secret", "Google OAuth client secret", "GOCSPX-", "[A-Za-z0-9_-]{28}"),
  token("google-oauth-access-token", "Google OAuth access token", "ya29.", "[A-Za-z0-9_-]{30,1024}", { entropy: 3.5 }),
  token("google-oauth-refresh-token", "Google OAuth refresh token", "1//0", "[A-Za-z0-9_-]{40,200}", { entropy: 3.5, confidence: 0.8 }),
  shape(
    "google-service-account-key-id",
    "Key id of a Google service account",
    ["private_key_id"],
    `private_key_id\\\\?"\\s{0,4}:\\s{0,4}\\\\?"(?<secret>[0-9a-f]{40})(?![0-9a-f])`,
    {
      confidence: 0.8,
    },
  ),
  value(
    "azure-storage-key",
    "Azure storage account key",
    ["account_key", "azure_storage_key", "storage_key", "storage_account_key"],
    "[A-Za-z0-9+/]{86}==",
    {
      entropy: 4,
      confidence: 0.98,
    },
  ),
  shape(
    "azure-app-configuration-secret",
    "Azure App Configuration secret",
    [".azconfig.io"],
    "\\.azconfig\\.io;Id=[^;\\s]{1,80};Secret=(?<secret>[A-Za-z0-9+/]{40,90}={0,2})(?![A-Za-z0-9+/=])",
    { entropy: 4 },
  ),
  shape("azure-shared-access-key", "Azure shared access key", ["sharedaccesskey="], "sharedaccesskey=(?<secret>[A-Za-z0-9+/]{43}=)", {
    flags: "i",
    entropy: 4,
  }),
  shape(
    "azure-sas-signature",
    "Azure shared access signature",
    ["&sig=", "?sig="],
    "[&?]sig=(?<secret>[A-Za-z0-9%+/_-]{43,80}(?:=|%3D)?)(?![A-Za-z0-9%])",
    {
      flags: "i",
      entropy: 3.8,
      confidence: 0.85,
    },
  ),
  shape(
    "azure-client-secret",
    "Azure application client secret",
    ["q~"],
    "(?<=(?:(?<![A-Za-z0-9_~.-])|(?<=\\\\[nrtbf]))(?<lead>[A-Za-z0-9_~.]{3}\\d))Q~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~-])",
    {
      entropy: 3.5,
    },
  ),
  value(
    "azure-client-secret-value",
    "Azure application client secret",
    ["azure_client_secret", "arm_client_secret"],
    "[A-Za-z0-9_~.+/=-]{30,64}",
    { entropy: 3.5 },
  ),
  value(
    "azure-api-key",
    "Azure service API key",
    [
      "azure_openai",
      "azure_api",
      "azure_cognitive",
      "azure_search",
      "azure_function",
      "cosmos_key",
      "cosmosdb",
      "ocp_apim_subscription_key",
    ],
    "(?:[A-Za-z0-9+/]{86}==|[A-Za-z0-9]{84}|[A-Za-z0-9]{52}|[0-9a-f]{32})",
    {
      entropy: 3,
    },
  ),
  value(
    "azure-function-key",
    "Azure function key",
    ["function_key", "functions_key", "host_key", "azure_webjobs"],
    "(?:[A-Za-z0-9_-]{54}==|[A-Za-z0-9+/]{52,56}==)",
    { entropy: 4 },
  ),
  shape(
    "azure-devops-token",
    "Azure DevOps personal access token",
    ["azdo"],
    "(?<=(?:(?<![A-Za-z0-9])|(?<=\\\\[nrtbf]))(?<lead>[A-Za-z0-9]{76}))AZDO[A-Za-z0-9]{4}(?![A-Za-z0-9])",
    {
      entropy: 4,
    },
  ),
  value(
    "azure-devops-token-legacy",
    "Azure DevOps personal access token",
    ["azure_devops", "azure_pat", "system_accesstoken"],
    "[a-z0-9]{52}",
    { entropy: 3.5 },
  ),
  token("alibaba-access-key-id", "Alibaba Cloud access key id", "LTAI", "[A-Za-z0-9]{12,24}", { entropy: 3 }),
  value("alibaba-secret-key", "Alibaba Cloud access key secret", ["alibaba", "aliyun", "access_key_secret"], "[A-Za-z0-9]{30}", {
    entropy: 3.3,
  }),
  token("tencent-secret-id", "Tencent Cloud secret id", "AKID", "[A-Za-z0-9]{32}", { entropy: 3.5 }),
  value("ibm-cloud-api-key", "IBM Cloud API key", ["ibm_cloud", "ibmcloud_api_key", "ic_api_key", "bluemix"], "[A-Za-z0-9_-]{44}", {
    entropy: 3.5,
  }),
  value("oracle-cloud-auth-token", "Oracle Cloud auth token", ["oci_auth_token", "oci_token"], "[A-Za-z0-9_:;.(){}<>\\[\\]-]{20}", {
    entropy: 3,
  }),
  token("digitalocean-token", "DigitalOcean token", ["dop_v1_", "doo_v1_", "dor_v1_"], "[a-f0-9]{64}", { entropy: 3 }),
  token("digitalocean-spaces-key", "DigitalOcean Spaces key", "DO00", "[A-Z0-9]{16}", { entropy: 3, confidence: 0.8 }),
  value("heroku-api-key", "Heroku API key", ["heroku"], "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
  token("heroku-token", "Heroku API token", ["HRKU-AA", "HRKU-"], "[A-Za-z0-9_-]{36,64}"),
  value("cloudflare-api-token", "Cloudflare API token", ["cloudflare", "cf_api", "cf_token"], "(?:[A-Za-z0-9_-]{40}|[a-f0-9]{37})", {
    entropy: 3.2,
  }),
  token("cloudflare-origin-ca-key", "Cloudflare origin CA key", "v1.0-", "[a-f0-9]{24}-[a-f0-9]{146}"),
  value("linode-token", "Linode token", ["linode"], "[a-f0-9]{64}"),
  value("vultr-api-key", "Vultr API key", ["vultr"], "[A-Z0-9]{36}"),
  value("hetzner-token", "Hetzner Cloud token", ["hetzner", "hcloud"], "[A-Za-z0-9]{64}", { entropy: 3.5 }),
  value(
    "scaleway-secret-key",
    "Scaleway secret key",
    ["scw_secret_key", "scaleway"],
    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
  ),
  token("scalingo-token", "Scalingo token", "tk-us-", "[A-Za-z0-9_-]{48}"),
  token("fly-token", "Fly.io token", ["fo1_", "fm1r_", "fm1a_", "fm2_"], "[A-Za-z0-9_+/=-]{43,1500}", { entropy: 3.5 }),
  token("render-api-key", "Render API key", "rnd_", "[A-Za-z0-9]{28,40}", { entropy: 3.3 }),
  value("netlify-token", "Netlify token", ["netlify"], "[A-Za-z0-9_-]{40,64}", { entropy: 3.5 }),
  token("netlify-pat", "Netlify personal access token", ["nfp_", "nfc_", "nfo_"], "[A-Za-z0-9_]{36,40}", { entropy: 3 }),
  value("vercel-token", "Vercel token", ["vercel"], "[A-Za-z0-9]{24}", { entropy: 3.5 }),
  token("vercel-prefixed-token", "Vercel token", ["vcp_", "vck_", "vca_", "vci_", "vercel_blob_rw_"], "[A-Za-z0-9_]{24,80}", {
    entropy: 3.5,
    confidence: 0.85,
  }),
  value("railway-token", "Railway token", ["railway"], "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
  token("yandex-api-key", "Yandex Cloud API key", "AQVN", "[A-Za-z0-9_-]{35,38}", { entropy: 3.5 }),
  token("yandex-iam-token", "Yandex Cloud IAM token", "t1.", "[A-Za-z0-9_-]{20,400}={0,2}\\.[A-Za-z0-9_-]{86}={0,2}", { entropy: 3.5 }),
  value("fastly-token", "Fastly API token", ["fastly"], "[A-Za-z0-9_-]{32}", { entropy: 3.5 }),
  value("supabase-service-key", "Supabase service key", ["supabase"], "(?:sbp_[a-f0-9]{40}|[A-Za-z0-9+/]{86}==)"),
  shape(
    "azure-signed-key",
    "Key of an Azure service",
    ["+ast", "acdb", "+asb", "+aeh", "azfu", "azse", "azca", "+aio", "+acr"],
    "(?=\\+A(?:St|Sb|Eh|Io|CR)|A(?:CDb|zFu|zSe|zCa))(?<=(?:(?<![A-Za-z0-9+/_-])|(?<=\\\\[nrtbf]))(?<lead>[A-Za-z0-9+/_-]{32,76}))(?:(?:\\+A(?:St|Sb|Eh|Io)|A(?:CDb|zFu|zSe|zCa))[A-Za-z0-9+/_-]{4,6}={1,2}|\\+ACR[A-Za-z0-9+/]{5,9})(?![A-Za-z0-9+/=_-])",
    { entropy: 4.2 },
  ),
  shape(
    "azure-ai-key",
    "Key of an Azure AI service",
    ["jqqj9"],
    "(?=JQQJ9)(?<=(?:(?<![A-Za-z0-9])|(?<=\\\\[nrtbf]))(?<lead>[A-Za-z0-9]{52}))JQQJ9[A-Za-z0-9]{27}(?![A-Za-z0-9])",
    { entropy: 4 },
  ),
  token("amazon-lwa-secret", "Login with Amazon client secret", ["amzn1.oa2-cs.v1."], "[a-f0-9]{64}"),
  token("aws-appsync-key", "AWS AppSync key", "da2-", "[a-z0-9]{26}", { entropy: 3.3, confidence: 0.85 }),
  token("akamai-token", "Akamai EdgeGrid token", "akab-", "[a-z0-9]{16}-[a-z0-9]{16}", { entropy: 3.3 }),
  token("yandex-oauth-token", "Yandex OAuth token", ["y0_", "y1_", "y2_", "y3_"], "Ag[A-Za-z0-9_-]{50,60}", { entropy: 3.5 }),
  token("cloudflare-turnstile-secret", "Cloudflare Turnstile secret", "0x4AAAAAAA", "[A-Za-z0-9_-]{25,30}", { entropy: 3.3 }),
];
