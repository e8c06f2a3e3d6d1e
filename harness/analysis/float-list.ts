const initialLength = 16;
const bytesPerValue = Float64Array.BYTES_PER_ELEMENT;

/** Numbers being appended, 8 bytes each. An array that grows leaves its former selves to the garbage collector. */
export class FloatList {
  #values = new Float64Array(initialLength);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) this.#resize(Math.ceil(this.#length * 1.5));
    this.#values[this.#length++] = value;
  }

  /** The numbers, in their order and without spare room; the list starts again. */
  take(): Float64Array {
    this.#resize(this.#length);
    const taken = this.#values;
    this.#values = new Float64Array(initialLength);
    this.#length = 0;
    return taken;
  }

  /** The old memory is free at once. */
  #resize(length: number): void {
    this.#values = new Float64Array(this.#values.buffer.transfer(length * bytesPerValue));
  }
}
