/**
 * Random numbers that depend on a seed alone: xoshiro128** of Blackman and Vigna ("Scrambled linear pseudorandom number
 * generators", 2021), its state filled by 32-bit SplitMix (Steele, Lea, Flood 2014).
 */

/** A whole number from 0 up to `below`, which is from 1 to 2^32, all as good as equally likely. */
export type Random = (below: number) => number;

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** Words that look random for successive states; the finaliser is MurmurHash3's. */
const splitMix = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
};

/** The generator's words, from a state that is not all zero. */
export const xoshiro = (s0: number, s1: number, s2: number, s3: number): (() => number) => {
  let [a, b, c, d] = [s0, s1, s2, s3];
  return () => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
    return result >>> 0;
  };
};

/** The stream of one run: of the pair of seed and run, and of nothing else. Both are whole numbers below 2^32. */
export const randomOf = (seed: number, run: number): Random => {
  const ofSeed = splitMix(seed);
  const ofRun = splitMix(ofSeed() ^ run);
  const word = xoshiro(ofSeed(), ofRun(), ofRun(), ofRun() | 1);
  return (below) => Math.floor((word() / 2 ** 32) * below);
};
