/** `mpacheck/checker`: the model checker as a library. Inside the repository, import the files themselves. */
export { check } from "./check.js";
export { exploration, explore } from "./explore/breadth-first.js";
export { identityOf } from "./explore/identity.js";
export type { IdentityOptions } from "./explore/identity.js";
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
export type {
  Found,
  SimulatedProperty,
  SimulatedRule,
  SimulationBound,
  SimulationOptions,
  SimulationProgress,
  SimulationReport,
  SimulationResult,
} from "./explore/simulation-report.js";
export { isStorageError } from "./explore/storage.js";
export type { Checkpoint, StorageError, Stored } from "./explore/storage.js";
export type { Tally } from "./explore/tally.js";
export { walks } from "./explore/walks.js";
export type { Fault, FaultKind } from "./fault.js";
export { follow } from "./follow.js";
export type { Followed } from "./follow.js";
export { concluding, simulate, simulation } from "./simulate.js";
export { family, specify } from "./specify.js";
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
  Symmetry,
  System,
  SystemOptions,
  Verdict,
  WhenFull,
} from "./system.js";
export { replay } from "./trail.js";
export type { NoSuchLoop, NoSuchTrail, Trail, TrailStep } from "./trail.js";
export type { ActionWord, PairWord, ReceiveWord, RuleWord, StateWord, Vocabulary } from "./words.js";
