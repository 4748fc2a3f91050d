import { consumerOf } from '../../bus.ts'
import type { Config } from '../../config.ts'
import { kafkaTopics, modelNames } from '../../connections.ts'
import { ShelftalkError } from '../../core/domain/errors.ts'
import { createLog } from '../../log.ts'
import { buriedFinding, type Finding } from './finding.ts'

/** More events than this behind, and people notice that things come late. */
const longLag = 10_000

export async function checkRedis({ secrets }: Config): Promise<Finding[]> {
  if (secrets.redisUrl === null) return []
  const { describeRedis } = await import('../../core/adapters/redis/describe.ts')
  try {
    const { version, usedBytes, roundTripMs, advice } = await describeRedis(secrets.redisUrl)
    const megabytes = Math.round(usedBytes / 1_000_000)
    const what = `Redis: version ${version}, ${megabytes} MB used, answers in ${roundTripMs.toFixed(1)} ms.`
    return advice.length === 0 ? [{ what }] : advice.map((one) => ({ what, advice: one }))
  } catch (error) {
    if (!(error instanceof ShelftalkError)) throw error
    return [{ what: 'Redis (REDIS_URL) does not answer.', advice: error.message }]
  }
}

export async function checkKafka(config: Config): Promise<Finding[]> {
  const topics = kafkaTopics(config)
  if (topics === null) return []
  const { describeKafka } = await import('../../core/adapters/kafka/describe.ts')
  const seen = await describeKafka({ ...topics, consumers: consumerOf, log: createLog('silent') }).catch(
    (error: unknown) => {
      if (error instanceof ShelftalkError) return error
      throw error
    },
  )
  if (seen instanceof ShelftalkError) {
    return [{ what: `Kafka (${topics.brokers.join(', ')}) does not answer.`, advice: seen.message }]
  }
  const findings: Finding[] = [{ what: `Kafka: cluster ${seen.clusterId}, ${seen.brokers} brokers.` }]
  if (seen.missing.length > 0)
    findings.push({
      what: `Topics are missing: ${seen.missing.join(', ')}.`,
      advice: 'Run the role migrate.',
    })
  for (const { name, partitions, lag } of seen.topics) {
    const what = `Topic ${name}: ${partitions} partitions, ${lag} events not handled yet.`
    findings.push(
      lag > longLag ? { what, advice: 'Start more workers, at most one for each partition.' } : { what },
    )
  }
  if (seen.buried > 0) findings.push(buriedFinding(seen.buried))
  return findings
}

export async function checkModel({ openai, secrets }: Config): Promise<Finding[]> {
  if (openai === null || secrets.openaiKey === null) return []
  const { checkOpenAI } = await import('../../core/adapters/openai/models.ts')
  const server = { apiKey: secrets.openaiKey, baseUrl: openai.baseUrl }
  const advice = await checkOpenAI(server, modelNames(openai))
  const what = `Model server ${openai.baseUrl ?? 'of OpenAI'}: ${openai.textModel}, ${openai.embeddingModel}.`
  return [advice === null ? { what } : { what, advice }]
}
