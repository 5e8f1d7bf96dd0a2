import type { Canonical } from "../values.js";
import { bitsFor } from "./ints.js";
import { type Numbering, makeNumbering, numbered, numberingBytes } from "./memo.js";

/**
 * The values that one component (or one channel's messages, or the events) has taken so far, numbered from 0 in order
 * of appearance. `bits` is the width in force; a value that does not fit makes the space outgrown until the next layout.
 */
export type Space = {
  readonly name: string;
  readonly ids: Numbering;
  readonly values: Canonical[];
  bits: number;
};

const scratch = new Int32Array(1);

export const makeSpace = (name: string): Space => ({ name, ids: makeNumbering(1), values: [], bits: 0 });

export const isOutgrown = (space: Space): boolean => space.values.length > 2 ** space.bits;

export const fit = (space: Space): void => {
  space.bits = bitsFor(space.values.length);
};

/** The identity of a value in this space, a new one if need be. */
export const identify = (space: Space, value: Canonical): number => {
  scratch[0] = value.id;
  const number = numbered(space.ids, scratch);
  if (number > space.values.length) space.values.push(value);
  return number - 1;
};

export const spaceBytes = (space: Space): number => numberingBytes(space.ids) + 8 * space.values.length;
