/** Many things to do, and only so many of them at a time. */

/** Works off `items`, so many at a time. After a failure nothing new is begun. */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items]
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await work(item)
      } catch (error) {
        waiting.length = 0
        throw error
      }
    }
  }
  const outcomes = await Promise.allSettled(Array.from({ length: width }, worker))
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}
