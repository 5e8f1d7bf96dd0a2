/** Colours for text, given from outside: they only mark, so that the meaning survives without them. */
export type Paint = {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  /** Bad, and known to be. */
  readonly known: (text: string) => string;
  readonly unsure: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
};

const asIs = (text: string): string => text;

/** No colour at all. */
export const plain: Paint = { good: asIs, bad: asIs, known: asIs, unsure: asIs, strong: asIs, faint: asIs };
