/** Where the time went, for a pull request: layers and hottest functions as GitHub's Markdown. */
import { formatCount, formatPercent, plural } from '../format.ts'
import { markdownCode, markdownText } from '../report/escape.ts'
import { type Hot, mainThread, type ProfileSummary, summarizeProfile } from './hottest.ts'
import { LAYERS } from './layers.ts'
import type { Profile, ProfileThread } from './profile.ts'
import { amount, placeOf, threadLabel, WORDS } from './wording.ts'

const FUNCTIONS_MAX = 25
/** Shares of fewer samples than these are rough enough to be said so. */
const ROUGH_SAMPLES = 1000

export function hottestMarkdown(title: string, profiles: readonly Profile[]): string {
  const parts = [`## swimbench flamegraph: ${markdownText(title)}`, ...profiles.flatMap(section)]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function section(profile: Profile): string[] {
  const thread = mainThread(profile)
  const { samples, busy } = summarizeProfile(profile)
  const { problems, threads } = profile
  const words = WORDS[profile.kind]
  return [
    `### Time ${words.time}`,
    `${plural(samples, words.sample)} of ${plural(threads.length, 'thread')}, ${amount(profile, busy)} ${words.busy}. Shares are of that, waiting for something to do left out; self is the time in a function, total includes what it called.`,
    problems
      .map(({ what, count }) => `- ⚠️ ${markdownText(what)}: ${formatCount(count)}`)
      .join('\n'),
    threads.length > 1 ? threadTable(profile) : '',
    ...(thread === undefined ? [] : hottest(profile, thread)),
  ]
}

function threadTable(profile: Profile): string {
  const words = WORDS[profile.kind]
  const rows = profile.threads
    .map((thread) => ({ thread, summary: summarizeProfile(profile, [thread]) }))
    .sort((a, b) => b.summary.busy - a.summary.busy)
  return [
    `| thread | ${words.sample}s | ${words.busy} | waiting |`,
    '| --- | ---: | ---: | ---: |',
    ...rows.map(({ thread, summary: { samples, busy, waiting } }) => {
      const name = markdownText(threadLabel(thread))
      return `| ${name} | ${formatCount(samples)} | ${amount(profile, busy)} | ${amount(profile, waiting)} |`
    }),
  ].join('\n')
}

function hottest(profile: Profile, thread: ProfileThread): string[] {
  const summary = summarizeProfile(profile, [thread])
  const name = markdownText(threadLabel(thread))
  if (summary.busy === 0) return [`Thread ${name} did nothing but wait.`]
  const layers = [...summary.layers].sort((a, b) => b.self - a.self)
  return [
    `#### Thread ${name}`,
    roughness(profile, summary),
    [
      '| layer | self | total |',
      '| --- | ---: | ---: |',
      ...layers.map((hot) => `| ${LAYERS[hot.layer].label} | ${shares(hot, summary)} |`),
    ].join('\n'),
    [
      `| function | where | layer | self | total | ${WORDS[profile.kind].sample}s |`,
      '| --- | --- | --- | ---: | ---: | ---: |',
      ...summary.functions.slice(0, FUNCTIONS_MAX).map((hot) => {
        const place = placeOf(hot.frame)
        const where = place === '' ? '' : markdownCode(place)
        const { label } = LAYERS[hot.frame.layer]
        return `| ${markdownCode(hot.frame.name)} | ${where} | ${label} | ${shares(hot, summary)} | ${formatCount(hot.selfSamples)} |`
      }),
    ].join('\n'),
  ]
}

function shares(hot: Hot, { busy }: ProfileSummary): string {
  return `${formatPercent(hot.self / busy)} | ${formatPercent(hot.total / busy)}`
}

/** The half width of the 95 % interval of a share of one half, where it is widest. */
function roughness({ kind }: Profile, { busySamples }: ProfileSummary): string {
  if (kind === 'off-cpu' || busySamples >= ROUGH_SAMPLES) return ''
  const points = Math.round(100 * 1.96 * Math.sqrt(0.25 / busySamples))
  return `Only ${plural(busySamples, 'sample')}: a share may be off by up to ${plural(points, 'percentage point')}.`
}
