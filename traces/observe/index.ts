/**
 * What other folders use of observation. A run is read twice: every frame to `surveyor(names).see`, then
 * `interpret(survey, roles)`; every frame again to `follower(interpretation).see`, then `observe(interpretation,
 * followed)`. Without the second reading `observe(interpretation)` has signals alone. Frames of one capture come in their
 * order, captures in any; nothing of a frame or dissection is kept beyond the call.
 */
export { type CaptureName, type SeenFrame } from "./frame.js";
export { type Survey, type Surveyor, surveyor } from "./survey.js";
export { type Entity, type Evidence, type Role, type Roles, RolesFile, decodeRoles } from "./roles.js";
export { type Interpretation, interpret } from "./interpret.js";
export { type SignallingEntry, listSignalling } from "./signalling.js";
export { type Followed, type Follower, follower } from "./follow.js";
export { type Handover } from "./handovers.js";
export { type Stream, type Window } from "./streams.js";
export { type Observed, type ObservedNode, type Watched, observe } from "./observe.js";
export { messageRules } from "./message-rules.js";
