/**
 * Memory that the kernel reads and writes: an ArrayBuffer of its own, which V8 never moves, its
 * address, and the views that fill it. Keep it referenced for as long as a call may use it.
 */
export class Memory {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly address: number

  constructor(sizeBytes: number, addressOf: (bytes: Uint8Array) => number) {
    const buffer = new ArrayBuffer(sizeBytes)
    this.bytes = new Uint8Array(buffer)
    this.view = new DataView(buffer)
    this.address = addressOf(this.bytes)
  }

  /** Little-endian, as everything the kernel sees here. */
  setPointer(offset: number, value: number): void {
    this.view.setUint32(offset, value % 0x1_0000_0000, true)
    this.view.setUint32(offset + 4, Math.floor(value / 0x1_0000_0000), true)
  }

  setU32(offset: number, value: number): void {
    this.view.setUint32(offset, value, true)
  }

  getU32(offset: number): number {
    return this.view.getUint32(offset, true)
  }

  getI32(offset: number): number {
    return this.view.getInt32(offset, true)
  }
}
