import { assigned, prefixed, type SecretRule, shaped } from "../rule.ts";

const token = prefixed("ai");
const value = assigned("ai");
const shape = shaped("ai");

export const AI_RULES: readonly SecretRule[] = [
  token("openai-api-key", "OpenAI API key", ["sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-"], "[A-Za-z0-9_-]{20,250}", {
    entropy: 3.3,
  }),
  shape("openai-legacy-key", "OpenAI API key", ["sk-"], "(?<![A-Za-z0-9_-])sk-[A-Za-z0-9]{32,64}(?![A-Za-z0-9_-])", {
    entropy: 3.5,
    confidence: 0.9,
  }),
  token(
    "anthropic-api-key",
    "Anthropic API key",
    ["sk-ant-api03-", "sk-ant-admin01-", "sk-ant-sid01-", "sk-ant-oat01-", "sk-ant-ort01-", "sk-ant-"],
    "[A-Za-z0-9_-]{24,200}",
    {
      entropy: 3.3,
    },
  ),
  token("huggingface-token", "Hugging Face token", ["hf_", "api_org_"], "[A-Za-z0-9]{34,40}", { entropy: 3.3 }),
  token("groq-api-key", "Groq API key", "gsk_", "[A-Za-z0-9]{48,56}", { entropy: 3.5 }),
  token("perplexity-api-key", "Perplexity API key", "pplx-", "[A-Za-z0-9]{40,64}", { entropy: 3.3 }),
  token("replicate-token", "Replicate token", "r8_", "[A-Za-z0-9]{37,40}", { entropy: 3.3 }),
  token("xai-api-key", "xAI API key", "xai-", "[A-Za-z0-9]{60,100}", { entropy: 3.5 }),
  token("openrouter-api-key", "OpenRouter API key", "sk-or-", "(?:v1-)?[a-f0-9]{40,64}"),
  token("langsmith-api-key", "LangSmith API key", ["lsv2_pt_", "lsv2_sk_", "ls__"], "[a-f0-9]{32}(?:_[a-f0-9]{10})?"),
  token("langfuse-secret-key", "Langfuse secret key", "sk-lf-", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
  token("fireworks-api-key", "Fireworks AI key", "fw_", "[A-Za-z0-9]{24,48}", { entropy: 3.5, confidence: 0.85 }),
  token("tavily-api-key", "Tavily API key", "tvly-", "(?:dev-|prod-)?[A-Za-z0-9]{28,48}", { entropy: 3.3 }),
  token("pinecone-api-key", "Pinecone API key", "pcsk_", "[A-Za-z0-9_]{40,100}", { entropy: 3.5 }),
  token("nvidia-api-key", "NVIDIA API key", "nvapi-", "[A-Za-z0-9_-]{50,80}", { entropy: 3.5 }),
  token("databricks-token", "Databricks token", ["dapi", "dkea"], "[a-f0-9]{32}(?:-\\d)?"),
  token("google-gemini-key", "Google AI Studio key", "AQ.Ab8RN6", "[A-Za-z0-9_-]{40,60}", { entropy: 3.5 }),
  token("voyage-api-key", "Voyage AI key", ["pa-"], "[A-Za-z0-9_-]{43}", { entropy: 3.8, confidence: 0.75 }),
  token("firecrawl-api-key", "Firecrawl API key", "fc-", "[a-f0-9]{32}"),
  token("jina-api-key", "Jina AI key", "jina_", "[A-Za-z0-9_-]{50,80}", { entropy: 3.5 }),
  token("elevenlabs-api-key", "ElevenLabs API key", "sk_", "[a-f0-9]{48}"),
  token("openai-session-key", "OpenAI session key", "sess-", "[A-Za-z0-9]{40}", { entropy: 3.8 }),
  token("anyscale-api-key", "Anyscale key", "esecret_", "[a-z0-9]{24,60}", { entropy: 3.3 }),
  token("cerebras-api-key", "Cerebras key", "csk-", "[a-z0-9]{40,60}", { entropy: 3.5 }),
  token("llama-cloud-api-key", "LlamaCloud key", "llx-", "[A-Za-z0-9]{40,60}", { entropy: 3.5 }),
  token("together-prefixed-key", "Together AI key", "tgp_v1_", "[A-Za-z0-9_-]{43}", { entropy: 3.5 }),
  token("runpod-api-key", "RunPod key", "rpa_", "[A-Za-z0-9]{40,60}", { entropy: 3.5 }),
  token("modal-token", "Modal token secret", "as-", "[A-Za-z0-9]{22}", { entropy: 3.8, confidence: 0.75 }),
  token("helicone-api-key", "Helicone key", "sk-helicone-", "(?:eu-)?[a-z0-9]{5,9}(?:-[a-z0-9]{5,9}){3}", { entropy: 3.3 }),
  shape(
    "zhipu-api-key",
    "Zhipu AI key",
    ["zhipu", "bigmodel", "glm_api"],
    `(?:zhipu|bigmodel|glm_api)[A-Za-z0-9_-]{0,20}["']?\\s{0,4}[:=]\\s{0,4}["']?(?<secret>[0-9a-f]{32}\\.[A-Za-z0-9]{16})(?![A-Za-z0-9])`,
    { flags: "i", entropy: 3.5 },
  ),
  value(
    "fal-key",
    "fal.ai key",
    ["fal_key", "fal_api", "fal_ai"],
    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}:[0-9a-f]{32}",
    {
      entropy: 3,
    },
  ),
  value("pinecone-legacy-key", "Pinecone API key", ["pinecone"], "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
  value("cohere-api-key", "Cohere API key", ["cohere", "co_api_key"], "[A-Za-z0-9]{40}", { entropy: 3.5 }),
  value("mistral-api-key", "Mistral API key", ["mistral"], "[A-Za-z0-9]{32}", { entropy: 3.3 }),
  value("together-api-key", "Together AI key", ["together"], "(?:tgp_v1_[A-Za-z0-9_-]{43}|[a-f0-9]{64})", { entropy: 3 }),
  value("deepseek-api-key", "DeepSeek API key", ["deepseek"], "sk-[a-f0-9]{32}"),
  value("stability-api-key", "Stability AI key", ["stability"], "sk-[A-Za-z0-9]{48}", { entropy: 3.5 }),
  value("wandb-api-key", "Weights & Biases key", ["wandb", "weights_biases"], "(?:[a-f0-9]{40}|wandb_v1_[A-Za-z0-9_]{60,100})"),
  value("ai21-api-key", "AI21 key", ["ai21"], "[A-Za-z0-9]{32}", { entropy: 3.3 }),
  value("assemblyai-api-key", "AssemblyAI key", ["assemblyai", "assembly_ai"], "[a-f0-9]{32}"),
  value("deepgram-api-key", "Deepgram key", ["deepgram"], "[a-f0-9]{40}"),
  value("serpapi-key", "SerpApi key", ["serpapi", "serp_api", "serper"], "[a-f0-9]{40,64}"),
];
