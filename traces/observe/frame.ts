/** What observation needs of a frame: a `Frame` of traces/capture is one. */
export type SeenFrame = {
  /** From 1, over the whole file. */
  readonly number: number;
  /** Since 1970-01-01 UTC, and nanoseconds of the second; undefined in a pcapng simple packet. */
  readonly seconds: number | undefined;
  readonly nanoseconds: number;
  /** Of a pcapng section: each interface is a point of its own, with its own clock. */
  readonly interface?: number;
};

/** One of the captures of a run. */
export type CaptureName = {
  /** As reports call it. For a file `run.point.pcap` the point says most. */
  readonly name: string;
};

/** Where something was seen. */
export type Stamp = {
  readonly capture: number;
  readonly frame: number;
  /** One interface of one capture. */
  readonly point: number;
  /** On the clock of the point: seconds since the run's base, a whole second. */
  readonly time: number;
};
