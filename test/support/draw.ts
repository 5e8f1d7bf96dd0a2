import { text } from "./naive.js";

/** A number in 0..below-1 that depends on the parts alone. */
export const draw = (below: number, ...parts: unknown[]): number => {
  let h = 0x811c9dc5;
  for (const character of text(parts)) h = Math.imul(h ^ character.charCodeAt(0), 0x01000193);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return ((h ^ (h >>> 13)) >>> 0) % below;
};
