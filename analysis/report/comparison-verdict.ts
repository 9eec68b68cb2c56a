/** A comparison in words: the verdict first, then what each primary metric says. */
import type { Comparison, MetricComparison, Verdict } from '../comparison/comparison.ts'
import { plural } from '../format.ts'
import { changeIntervalText, changeText, sizeText } from './metric-text.ts'

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  regression: 'Regression',
  improvement: 'Improvement',
  equivalent: 'Equivalent',
  inconclusive: 'Inconclusive',
}

export const VERDICT_TONES: Readonly<Record<Verdict, 'good' | 'attention' | 'bad'>> = {
  regression: 'bad',
  improvement: 'good',
  equivalent: 'good',
  inconclusive: 'attention',
}

/** A sentence for each primary metric, those that made the verdict first; one at least. */
export function verdictSentences({ metrics, verdict }: Comparison): string[] {
  const primary = metrics.filter(({ role }) => role === 'primary')
  const decisive = primary.filter((metric) => metric.verdict === verdict)
  const others = primary.filter((metric) => metric.verdict !== verdict)
  if (primary.length === 0) return ['None of the metrics that decide was measured.']
  return [...decisive, ...others].map(sentence)
}

function sentence(metric: MetricComparison): string {
  const interval =
    metric.interval === null
      ? ''
      : `95 %: ${changeIntervalText(metric, metric.interval)}; margin ${marginText(metric)}`
  switch (metric.verdict) {
    case 'regression':
    case 'improvement':
      return `${metric.title} ${moved(metric)} (${interval}).`
    case 'equivalent':
      return `${metric.title} is the same within the margin: ${changeText(metric, metric.change)} (${interval}).`
    case 'inconclusive': {
      const why = metric.reason ?? 'the interval reaches over the margin'
      const more =
        metric.blocksToDecide === null
          ? ''
          : `; ${plural(metric.blocksToDecide, 'block')} in all would most likely decide`
      const what =
        metric.change === null ? '' : `${changeText(metric, metric.change)} (${interval}), `
      return `${metric.title} is undecided: ${what}${why}${more}.`
    }
  }
}

function moved({ change, scale, unit }: MetricComparison): string {
  if (change === null) return 'moved'
  const isHigher = change > 0
  if (scale === 'difference') {
    return `moved by ${changeText({ scale, unit }, change)}`
  }
  if (change >= 9) return `is ${sizeText(change)} as high`
  return `is ${sizeText(change)} ${isHigher ? 'higher' : 'lower'}`
}

function marginText({ scale, unit, margin }: MetricComparison): string {
  const text = changeText({ scale, unit }, margin).replace(/^[+−]/, '')
  return `±${text.replace(/\.0 %$/, ' %')}`
}
