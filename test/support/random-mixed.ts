import type { System } from "../../checker/system.js";
import { type Shape, systemOf } from "./random-system.js";

/** A random system with fairness, and properties of every kind. */
export const mixedSystemOf = (shape: Shape): System => {
  const { temporal: _, ...plain } = shape;
  const system = systemOf(shape);
  return { ...system, properties: [...systemOf(plain).properties, ...system.properties] };
};
