/** Where each component's identity sits in a packed state. Invariant: no component straddles two words. */
export type Layout = {
  /** 32-bit words per state. */
  readonly words: number;
  readonly bits: Int32Array;
  readonly word: Int32Array;
  readonly shift: Int32Array;
  /** Low bits of the component, before shifting. */
  readonly mask: Int32Array;
};

const WORD = 32;

/** Widest first, each into the first word with room: at most the words of the best packing and a little. */
export const makeLayout = (bits: ReadonlyArray<number>): Layout => {
  const places = bits.map((_, place) => place).toSorted((a, b) => bits[b]! - bits[a]!);
  const used: number[] = [0];
  const word = new Int32Array(bits.length);
  const shift = new Int32Array(bits.length);
  for (const place of places) {
    let w = used.findIndex((taken) => taken + bits[place]! <= WORD);
    if (w < 0) w = used.push(0) - 1;
    word[place] = w;
    shift[place] = used[w]! & (WORD - 1);
    used[w]! += bits[place]!;
  }
  return {
    words: used.length,
    bits: Int32Array.from(bits),
    word,
    shift,
    mask: Int32Array.from(bits, (width) => (width === WORD ? -1 : (1 << width) - 1)),
  };
};

/** The identity of one component in the packed state at `at`. */
export const unpackOne = (layout: Layout, packed: Int32Array, at: number, place: number): number =>
  (packed[at + layout.word[place]!]! >>> layout.shift[place]!) & layout.mask[place]!;

/** Adds a component's identity to a packed state whose bits for it are zero. */
export const packOne = (layout: Layout, packed: Int32Array, at: number, place: number, id: number): void => {
  packed[at + layout.word[place]!]! |= id << layout.shift[place]!;
};

/** `count` states of one layout, rewritten in another that has at least its widths. */
export const repack = (from: Layout, to: Layout, states: Int32Array, count: number, into: Int32Array): void => {
  for (let i = 0; i < count; i++)
    for (let place = 0; place < from.bits.length; place++)
      packOne(to, into, i * to.words, place, unpackOne(from, states, i * from.words, place));
};
