/** Sets of rules as bits: row r of a matrix starts at `r * words`. */
export type Matrix = { readonly words: number; readonly data: Int32Array };

export const makeMatrix = (rows: number, members: number): Matrix => {
  const words = (members + 31) >>> 5;
  return { words, data: new Int32Array(rows * words) };
};

export const addBit = ({ words, data }: Matrix, row: number, member: number): void => {
  data[row * words + (member >>> 5)]! |= 1 << (member & 31);
};

export const hasBit = ({ words, data }: Matrix, row: number, member: number): boolean =>
  (data[row * words + (member >>> 5)]! & (1 << (member & 31))) !== 0;

/** Adds what row `from` of one matrix has to row `row` of another. */
export const addRow = (into: Matrix, row: number, of: Matrix, from: number): void => {
  for (let w = 0; w < into.words; w++) into.data[row * into.words + w]! |= of.data[from * of.words + w]!;
};
