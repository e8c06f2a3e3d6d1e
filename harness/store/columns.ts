/** One field of many rows. */
export interface Column<Value> {
  set(row: number, value: Value): void;
  at(row: number): Value;
}

/** Rows whose memory is taken together: growing copies nothing, and a small table stays small. */
const chunkBits = 14;
const chunkRows = 2 ** chunkBits;

/** Numbers that need all 53 bits. */
export function numberColumn(): Column<number> {
  const chunks: Float64Array[] = [];
  return {
    set(row, value) {
      chunks[row >>> chunkBits] ??= new Float64Array(chunkRows);
      chunks[row >>> chunkBits]![row % chunkRows] = value;
    },
    at: (row) => chunks[row >>> chunkBits]![row % chunkRows]!,
  };
}

const absent = -(2 ** 31);
const elsewhere = absent + 1;

/**
 * Times a little after those of another column, which must be set first: as a difference of 32 bits (2.1 s in ns), exactly;
 * the few that are further away, or not whole, are kept beside.
 */
export function offsetColumn<Value extends number | null>(base: Column<number>): Column<Value> {
  const offsets = countColumn();
  const others = new Map<number, Value>();
  return {
    set(row, value) {
      const from = base.at(row);
      const offset = value === null ? absent : value - from;
      const fits = value === null || (isOffset(offset) && from + offset === value);
      offsets.set(row, fits ? offset : elsewhere);
      if (!fits) others.set(row, value);
    },
    at(row) {
      const offset = offsets.at(row);
      if (offset === absent) return null as Value;
      return offset === elsewhere ? others.get(row)! : ((base.at(row) + offset) as Value);
    },
  };
}

function isOffset(difference: number): boolean {
  return Number.isInteger(difference) && difference > elsewhere && difference < -absent;
}

/** Numbers of things: whole, below 2³¹. */
export function countColumn(): Column<number> {
  const chunks: Int32Array[] = [];
  return {
    set(row, value) {
      chunks[row >>> chunkBits] ??= new Int32Array(chunkRows);
      chunks[row >>> chunkBits]![row % chunkRows] = value;
    },
    at: (row) => chunks[row >>> chunkBits]![row % chunkRows]!,
  };
}

/** Values of which few differ, as names; 65,536 different ones are more than a run can have phases. */
export function codeColumn<Value extends string | boolean>(): Column<Value> {
  const chunks: Uint16Array[] = [];
  const values: Value[] = [];
  const codes = new Map<Value, number>();
  return {
    set(row, value) {
      const code = codes.get(value) ?? values.push(value) - 1;
      if (code === codes.size) codes.set(value, code);
      chunks[row >>> chunkBits] ??= new Uint16Array(chunkRows);
      chunks[row >>> chunkBits]![row % chunkRows] = code;
    },
    at: (row) => values[chunks[row >>> chunkBits]![row % chunkRows]!]!,
  };
}
