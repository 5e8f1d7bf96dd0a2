/** `mpacheck/checker`: the model checker as a library. Inside the repository, import the files themselves. */
export { check } from "./check.js";
export { exploration, explore } from "./explore/breadth-first.js";
export type {
  Bound,
  ChannelResult,
  ComponentResult,
  Options,
  Progress,
  PropertyResult,
  Report,
  Result,
  RuleResult,
  Warning,
} from "./explore/report.js";
export type { Fault, FaultKind } from "./fault.js";
export { family, specify } from "./specify.js";
export type { ActionWord, PairWord, ReceiveWord, RuleWord, StateWord, Vocabulary } from "./specify.js";
export type {
  Aliased,
  Aliases,
  Boundary,
  ChannelOptions,
  Component,
  Contents,
  Discipline,
  Fairness,
  Messages,
  Named,
  Next,
  Observed,
  ObserverOptions,
  Outcome,
  Property,
  PropertyOptions,
  Readable,
  Rule,
  RuleOptions,
  Send,
  Signature,
  State,
  System,
  SystemOptions,
  Verdict,
  WhenFull,
} from "./system.js";
export { replay } from "./trail.js";
export type { NoSuchTrail, Trail, TrailStep } from "./trail.js";
