/** What clinic can show of an agent, one view each. */

export type ClinicView = 'doctor' | 'flame' | 'bubbleprof' | 'heapprofiler'

export const CLINIC_VIEWS: Readonly<
  Record<
    ClinicView,
    {
      readonly summary: string
      /** clinic closes the agent's stdin, which then cannot tell it to end. */
      readonly closesStdin: boolean
    }
  >
> = {
  doctor: {
    summary: 'CPU, memory, event loop and handles over time, and what clinic thinks of them',
    closesStdin: false,
  },
  flame: { summary: 'a flame graph of the main thread', closesStdin: false },
  bubbleprof: {
    summary: 'where time goes between asynchronous operations',
    closesStdin: false,
  },
  heapprofiler: { summary: 'which functions allocate memory', closesStdin: true },
}
