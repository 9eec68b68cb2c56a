import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hottestMarkdown } from '../../../analysis/flamegraph/hottest-markdown.ts'
import { profileFrom } from '../../support/arbitrary-profile.ts'

test('the list says threads, layers and functions, and how rough it is', () => {
  const profile = profileFrom(
    {
      'protocol;#turn@agent/transport/linux/native-loop.ts;handle@agent/protocol/swim.ts': 75,
      'protocol;#turn@agent/transport/linux/native-loop.ts': 25,
      'protocol;(idle)': 900,
      'main;gc': 10,
    },
    { kind: 'wall' },
  )
  assert.equal(
    hottestMarkdown('agent on :9000', [profile]),
    `## swimbench flamegraph: agent on :9000

### Time by the clock

1,010 samples of 2 threads, 110 ms busy. Shares are of that, waiting for something to do left out; self is the time in a function, total includes what it called.

| thread | samples | busy | waiting |
| --- | ---: | ---: | ---: |
| protocol | 1,000 | 100 ms | 900 ms |
| main | 10 | 10.0 ms | 0 s |

#### Thread protocol

Only 100 samples: a share may be off by up to 10 percentage points.

| layer | self | total |
| --- | ---: | ---: |
| Protocol | 75.0 % | 75.0 % |
| Transport, koffi | 25.0 % | 100 % |

| function | where | layer | self | total | samples |
| --- | --- | --- | ---: | ---: | ---: |
| \`handle\` | \`agent/protocol/swim.ts\` | Protocol | 75.0 % | 75.0 % | 75 |
| \`#turn\` | \`agent/transport/linux/native-loop.ts\` | Transport, koffi | 25.0 % | 100 % | 25 |
`,
  )
})

test('names that are markup stay text', () => {
  const text = hottestMarkdown('<b>@all</b>', [profileFrom({ '**x**;`|`@<img>': 1 })])
  assert.match(text, /&lt;b&gt;&#64;all/)
  assert.match(text, /\\\*\\\*x/)
  assert.ok(text.includes('| `` `\\|` `` | `<img>` |'), text)
})
