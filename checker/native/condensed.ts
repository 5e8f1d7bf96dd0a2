/**
 * Pieces of the log in fewer bits: how they are written (`assembly/condensed.ts` does), and read where speed does not matter.
 *
 * States that were found one after the other are much alike, so that each of three columns - the numbers of both halves, and
 * the predecessors - is written as changes from one state to the next, the sign lowest. A change takes one of four widths:
 * most are small, some are anything. Bits are counted from the lowest of the first byte:
 *
 * - 32 bits: where the second column begins; 31: where the third does; one: its changes have no signs;
 * - of each column four ascending widths, 6 bits each, with which it takes the fewest bits; then of each state 0, 10, 110 or
 *   111 for the width, and the change. Of a half, it has no more bits than the number: it is a difference modulo that.
 */

/** What is in a piece, however it is kept. */
export type Shape = {
  readonly count: number;
  /** Bytes of a key, and bits of its first half. */
  readonly width: number;
  readonly bitsA: number;
};

const WORD = 32;
const FIRST_COLUMN = 64;
const WIDTH_BITS = 6;
/** Bits of what says which width a change has. */
const PREFIX_BITS = [1, 2, 3, 3] as const;

/** 32 bits from a place on. */
const windowAt = (bits: Uint32Array, at: number): number => {
  const [word, bit] = [at >>> 5, at & 31];
  return bit === 0 ? bits[word]! : (bits[word]! >>> bit) | (bits[word + 1]! << (WORD - bit));
};

/** A column that is read: where its next change is, and the four widths. */
type Column = { readonly bits: Uint32Array; at: number; readonly widths: ReadonlyArray<number> };

const openColumn = (bits: Uint32Array, at: number): Column => ({
  bits,
  at: at + PREFIX_BITS.length * WIDTH_BITS,
  widths: PREFIX_BITS.map((_, kind) => windowAt(bits, at + kind * WIDTH_BITS) & maskOf(WIDTH_BITS)),
});

const nextChange = (column: Column): number => {
  const { bits, at, widths } = column;
  const code = windowAt(bits, at);
  const kind = (code & 1) === 0 ? 0 : (code & 2) === 0 ? 1 : (code & 4) === 0 ? 2 : 3;
  const prefix = PREFIX_BITS[kind];
  const width = widths[kind]!;
  const rest = prefix + width <= WORD ? code >>> prefix : windowAt(bits, at + prefix);
  column.at = at + prefix + width;
  return (rest & maskOf(width)) >>> 0;
};

const wordsOf = (bytes: Uint8Array): Uint32Array => new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);

const signed = (change: number): number => (change >>> 1) ^ -(change & 1);

/** The lowest bits of a word, all of them from 32 on. */
const maskOf = (bits: number): number => (bits >= WORD ? -1 : (1 << bits) - 1);

/** Writes the keys of a piece, whose bytes begin at a multiple of 4. Memory may be at an end: none is asked for. */
export const writeKeys = ({ count, width, bitsA }: Shape, bytes: Uint8Array, keys: Uint8Array): void => {
  const bits = wordsOf(bytes);
  const [columnA, columnB] = [openColumn(bits, FIRST_COLUMN), openColumn(bits, bits[0]!)];
  const [maskA, maskB] = [maskOf(bitsA), maskOf(8 * width - bitsA)];
  let [a, b, at] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    a = (a + signed(nextChange(columnA))) & maskA;
    b = (b + signed(nextChange(columnB))) & maskB;
    const low = bitsA === WORD ? a : a | (b << bitsA);
    const high = bitsA === WORD ? b : bitsA === 0 ? 0 : b >>> (WORD - bitsA);
    for (let byte = 0; byte < width; byte++) keys[at++] = byte < 4 ? low >>> (8 * byte) : high >>> (8 * (byte - 4));
  }
};

/** The differences of its predecessors, with the sign lowest, one after the other. */
const differences = (bytes: Uint8Array): (() => number) => {
  const bits = wordsOf(bytes);
  const head = bits[1]!;
  const unsigned = head >>> 31;
  const column = openColumn(bits, head & 0x7fffffff);
  return () => (nextChange(column) << unsigned) >>> 0;
};

/** The predecessor of its state `index`. Memory may be at an end here too. */
export const predecessorAt = (bytes: Uint8Array, index: number): number => {
  const next = differences(bytes);
  let predecessor = 0;
  for (let i = 0; i <= index; i++) predecessor = (predecessor + signed(next())) | 0;
  return predecessor;
};

/** Its differences of predecessors as the log has them, of which there are so many bytes. */
export const beforeOf = ({ count }: Shape, bytes: Uint8Array, beforeBytes: number): Uint8Array => {
  const next = differences(bytes);
  const before = new Uint8Array(beforeBytes);
  let at = 0;
  for (let i = 0; i < count; i++) {
    let rest = next();
    while (rest >= 128) {
      before[at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    before[at++] = rest;
  }
  return before;
};
