/** A commit that cannot be measured, through no fault of the machine: others may be. */
import { UserError } from '../errors.ts'

export class UnmeasurableError extends UserError {
  override readonly name: string = 'UnmeasurableError'
}
