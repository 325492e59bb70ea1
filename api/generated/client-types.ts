/** Made from openapi.json by `npm run generate`; not edited by hand. */
/* eslint-disable */

export type Uuid = string;

export type Severity = "CRITICAL" | "MAJOR" | "MINOR" | "WARNING" | "INDETERMINATE";

export type AlarmStatus = "ACTIVE_UNACK" | "ACTIVE_ACK" | "CLEARED_UNACK" | "CLEARED_ACK";

/** RFC 3339 in UTC with milliseconds. */
export type Timestamp = string;

/** One episode of one rule at one sensor. */
export type Alarm = {
  readonly id: Uuid;
  readonly sensor: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly status: AlarmStatus;
  readonly raisedAt: Timestamp;
  readonly clearedAt?: Timestamp;
  /** Who ended it; absent when the condition ended by itself. */
  readonly clearedBy?: string;
  readonly acknowledgedAt?: Timestamp;
  readonly acknowledgedBy?: string;
  readonly metric?: string;
  /** The value that raised it. */
  readonly value?: number;
  /** One sentence for a person. */
  readonly message: string;
  /** The edge that raised it; absent when this node did. */
  readonly edge?: string;
  /** Counts its transitions. */
  readonly version: number;
};

export type AlarmPage = {
  readonly items: readonly (Alarm)[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
};

/** What is wrong with one input. */
export type InputError = {
  /** Where the input is. */
  readonly path: string;
  /** What it must be. */
  readonly message: string;
};

/** RFC 9457 problem details. */
export type Problem = {
  readonly type: string;
  /** The HTTP status in words. */
  readonly title: string;
  /** The HTTP status. */
  readonly status: number;
  /** What happened this time, for a person. */
  readonly detail?: string;
  /** Every input that is wrong, when the request is at fault. */
  readonly errors?: readonly (InputError)[];
  /** The version that is there now, 0 for none, when it is not the one asked for. */
  readonly version?: number;
};

/** One change of an alarm. */
export type Transition = {
  readonly id: Uuid;
  readonly kind: "raised" | "cleared" | "acknowledged";
  /** Event time: when the reading that caused it was measured. */
  readonly at: Timestamp;
  /** When that reading, or the operator's command, arrived. */
  readonly receivedAt: Timestamp;
  readonly metric?: string;
  readonly value?: number;
  readonly message: string;
  readonly by?: string;
  /** The edge where it happened; absent when it happened at this node. */
  readonly edge?: string;
};

export type AlarmDetail = {
  readonly id: Uuid;
  readonly sensor: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly status: AlarmStatus;
  readonly raisedAt: Timestamp;
  readonly clearedAt?: Timestamp;
  /** Who ended it; absent when the condition ended by itself. */
  readonly clearedBy?: string;
  readonly acknowledgedAt?: Timestamp;
  readonly acknowledgedBy?: string;
  readonly metric?: string;
  /** The value that raised it. */
  readonly value?: number;
  /** One sentence for a person. */
  readonly message: string;
  /** The edge that raised it; absent when this node did. */
  readonly edge?: string;
  /** Counts its transitions. */
  readonly version: number;
  /** Oldest first. */
  readonly transitions: readonly (Transition)[];
};

/** The alarm's UUID. */
export type AlarmIdentifier = string;

/** What an operator adds to a command. */
export type Remark = {
  /** Kept with the alarm's history. */
  readonly comment?: string;
};

/** One change that somebody made through the API. */
export type AuditRow = {
  /** Grows by one a row. */
  readonly n: number;
  readonly at: Timestamp;
  /** The token it was made with. */
  readonly by: string;
  /** The operation. */
  readonly action: string;
  readonly target: string;
  /** The id of the request, as in the answer's `X-Request-Id`. */
  readonly request: string;
  /** The target's version before; 0 when it was not there, absent when it has none. */
  readonly before?: number;
  /** The target's version after; 0 when it is gone, absent when it has none. */
  readonly after?: number;
};

export type AuditPage = {
  readonly items: readonly (AuditRow)[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
};

/** What waits to be handed over to the cloud. */
export type Backlog = {
  /** Entries the cloud has not confirmed. */
  readonly entries: number;
  /** Of the journal that holds them. */
  readonly bytes: number;
  /** When the oldest of them arrived at the edge; absent when nothing waits. */
  readonly oldestAt?: Timestamp;
  /** Entries handed over per second, lately. */
  readonly ratePerSecond: number;
  /** Until nothing waits, if it goes on as lately; absent when it does not shrink or nothing waits. */
  readonly drainSeconds?: number;
};

/** Both sides' books of one edge, in entries: the first three and `lost` as the edge last said, the others counted here. */
export type EdgeBooks = {
  /** Taken in at the edge. */
  readonly taken: number;
  /** Confirmed by the cloud. */
  readonly handedOver: number;
  /** Not meant for the cloud: they stay in the edge's history. */
  readonly kept: number;
  /** Lost before they were handed over; the ledger says which and why. */
  readonly lost: number;
  /** Taken in here since the edge was first seen. */
  readonly received: number;
  /** Came a second time. */
  readonly duplicates: number;
};

export type DocumentKind = "rules" | "sensors" | "models";

/** The newest version of a document that the edge would not apply. */
export type Refusal = {
  readonly version: number;
  readonly reason: string;
};

/** A document as it is wanted here, and as the edge last said it has it. */
export type EdgeDocumentState = {
  readonly kind: DocumentKind;
  /** The version set here; 0 = none was ever set. */
  readonly wanted: number;
  /** The version the edge works by; 0 = none. */
  readonly applied: number;
  /** Absent when the edge refused none since. */
  readonly refused?: Refusal;
};

/** What is known here of one edge. */
export type Edge = {
  readonly id: string;
  readonly connected: boolean;
  /** When it was last heard of. */
  readonly lastSeen: Timestamp;
  /** Names its journal; a new one means that the edge began anew. */
  readonly epoch: string;
  /** Its clock minus ours when it last connected, in ms. */
  readonly clockSkewMs: number;
  readonly backlog: Backlog;
  readonly books: EdgeBooks;
  readonly documents: readonly (EdgeDocumentState)[];
};

export type EdgePage = {
  readonly items: readonly (Edge)[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
};

/** The edge's id. */
export type EdgeIdentifier = string;

/** What an edge works by. */
export type EdgeDocument = {
  readonly kind: DocumentKind;
  /** Grows by one with each change; the ETag. */
  readonly version: number;
  readonly updatedAt: Timestamp;
  /** The document as it was sent. */
  readonly body: unknown;
};

/** What is trained: a forecast of a metric, or the early warning of one limit of it. */
export type ModelKind = "forecast" | "warning";

/** A training that was asked for. */
export type Job = {
  readonly kind: ModelKind;
  /** `warning`: the limit; one of `above` and `below`. */
  readonly above?: number;
  readonly below?: number;
  /** `warning`: readings ahead. */
  readonly within?: number;
  readonly id: string;
  /** Of the model it makes. */
  readonly model: string;
  readonly sensor: string;
  readonly metric: string;
  readonly from: Timestamp;
  readonly to: Timestamp;
  readonly state: "waiting" | "running" | "done" | "failed";
  /** 0 to 1. */
  readonly progress: number;
  readonly createdAt: Timestamp;
  /** The version it has made. */
  readonly version?: number;
  /** Why it failed. */
  readonly problem?: string;
};

export type JobList = {
  readonly items: readonly (Job)[];
};

/** The job's id. */
export type JobIdentifier = string;

/** Readings that were lost before a reader had finished them. */
export type Loss = {
  /** Grows by one a row. */
  readonly n: number;
  readonly at: Timestamp;
  /** The edge where they were lost; absent when it was this node. */
  readonly edge?: string;
  /** The first number of the journal's entries that held them. */
  readonly first: number;
  /** The last number. */
  readonly last: number;
  readonly readings: number;
  readonly values: number;
  /** Who had not finished them. */
  readonly reader: string;
  readonly reason: string;
};

export type LossPage = {
  readonly items: readonly (Loss)[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
};

/** How good forecasts so many readings ahead were, on rows the model had not seen, beside two plain rules. */
export type ModelScore = {
  /** Readings ahead. */
  readonly horizon: number;
  /** Forecasts judged. */
  readonly readings: number;
  /** Mean absolute error of the median, in the metric's unit. */
  readonly error: number;
  /** That of the last value: the baseline. */
  readonly lastValueError: number;
  /** That of the value of the day before; null when the rows do not reach that far. */
  readonly dayBeforeError: number | null;
  /** 1 - error / lastValueError. */
  readonly skill: number;
  /** Share of what came true between p10 and p90; 0.8 is right. */
  readonly coverage: number;
  /** Mean pinball loss over p10, p50 and p90. */
  readonly pinball: number;
  /** That of the last value in their place. */
  readonly lastValuePinball: number;
};

/** How well an early warning ranks readings it had not seen, beside ranking them by how near the limit is now: the baseline. */
export type WarningScore = {
  /** Judged readings, not yet at the limit. */
  readonly readings: number;
  /** Those before the limit was reached. With none or all of them nothing can be told, and the scores are 0. */
  readonly reached: number;
  /** Average precision of the votes. */
  readonly precision: number;
  /** That of nearness. */
  readonly nearPrecision: number;
  /** Area under the ROC curve of the votes; 0.5 is chance. */
  readonly area: number;
  /** That of nearness. */
  readonly nearArea: number;
};

export type ModelVersion = {
  /** Grows by one with each training. */
  readonly version: number;
  readonly trainedAt: Timestamp;
  /** First row it was trained on. */
  readonly from: Timestamp;
  /** Last row it was trained on. */
  readonly to: Timestamp;
  readonly rows: number;
  /** Rows left out: no number, or out of order. */
  readonly dropped: number;
  /** Of a forecast, by horizon; empty for an early warning. */
  readonly scores: readonly (ModelScore)[];
  /** Of an early warning. */
  readonly warning?: WarningScore;
  /** A forecast: better than the last value over all horizons. An early warning: more precise than nearness. One that is not raises alarms only where it is told to. */
  readonly beatsBaseline: boolean;
};

/** What is trained of one metric of one sensor. */
export type Model = {
  readonly kind: ModelKind;
  /** `warning`: the limit; one of `above` and `below`. */
  readonly above?: number;
  readonly below?: number;
  /** `warning`: readings ahead. */
  readonly within?: number;
  readonly id: string;
  readonly sensor: string;
  readonly metric: string;
  /** What serves now; absent when no file of it can be used. */
  readonly active?: ModelVersion;
  /** What `rollback` goes back to. */
  readonly previous?: ModelVersion;
  /** True: it raises alarms though it does not beat its baseline. */
  readonly useAnyway: boolean;
  /** True when a cloud has sent it: it is trained, rolled back and taken away there. */
  readonly pushed: boolean;
  /** Why a version of it cannot be used. */
  readonly trouble?: string;
};

export type ModelPage = {
  readonly items: readonly (Model)[];
  /** Pass it as `cursor` for the next page; null on the last one. */
  readonly nextCursor: string | null;
};

/** What to train, and on what. */
export type TrainingRequest = {
  readonly sensor: string;
  readonly metric: string;
  /** First reading: RFC 3339, epoch milliseconds, or `now-7d`. */
  readonly from: string;
  /** Behind the last reading; now when absent. */
  readonly to?: string;
  /** What to train, one kind a request: a forecast when absent, or the early warning of one limit. */
  readonly kinds?: readonly (ModelKind)[];
  /** `warning`: the limit it warns of, from below; exactly one of `above` and `below`. */
  readonly above?: number;
  /** `warning`: the limit it warns of, from above. */
  readonly below?: number;
  /** `warning`: readings ahead, 12 when absent. */
  readonly within?: number;
  /** True: it may raise alarms though it does not beat its baseline. As it was before when absent. */
  readonly useAnyway?: boolean;
};

/** The model's id. */
export type ModelIdentifier = string;

/** Where to send a model. */
export type Destination = {
  /** The edge's id. */
  readonly edge: string;
};

/** One part's fitness. `degraded`: works, but a target is behind or away; `down`: cannot do its job. */
export type Part = {
  readonly part: string;
  readonly state: "ok" | "degraded" | "down";
  readonly detail?: string;
};

/** Values taken in, and where they are: taken = stored + duplicate + deadLettered + inFlight + lost. */
export type Books = {
  readonly taken: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly deadLettered: number;
  readonly inFlight: number;
  readonly lost: number;
};

export type Reader = {
  readonly reader: string;
  /** The last commit it has finished. */
  readonly cursor: number;
  /** The newest commit. */
  readonly head: number;
  /** Commits between the two. */
  readonly lag: number;
};

/** The way of alarm transitions into SQL. */
export type Queue = {
  /** Transitions that are not in their rows yet. */
  readonly pending: number;
  /** Of them in the queue. */
  readonly queued: number;
  /** Jobs given up on. */
  readonly dead: number;
  /** How long the oldest job has waited, in seconds. */
  readonly oldestSeconds: number;
};

/** What the node is and how it fares. */
export type Node = {
  readonly role: "cloud" | "edge";
  readonly version: string;
  /** Names its journal for good. */
  readonly id: string;
  readonly startedAt: Timestamp;
  readonly uptimeSeconds: number;
  /** Bytes by name of file or folder in the data directory. */
  readonly files: { readonly [name: string]: number };
  readonly health: readonly (Part)[];
  readonly sensors: number;
  /** Sensors set aside after repeated failures. */
  readonly quarantined: number;
  /** By severity: alarms whose condition is there. */
  readonly alarmsOpen: {
    readonly CRITICAL: number;
    readonly MAJOR: number;
    readonly MINOR: number;
    readonly WARNING: number;
    readonly INDETERMINATE: number;
  };
  /** Inputs ever given up on by the sensors and alarms readers. */
  readonly deadLetters: number;
  readonly books: Books;
  readonly readers: readonly (Reader)[];
  /** Absent on a node without SQL. */
  readonly queue?: Queue;
  /** Open MQTT connections. */
  readonly connections: number;
};

export type Format = "number" | "auto" | "json";

/** Which sensors and metrics the topics of a filter name. */
export type Mapping = {
  readonly topic: string;
  readonly site: string;
  readonly sensor: string;
  readonly metric?: string;
  readonly format: Format;
};

export type MappingPage = {
  readonly items: readonly (Mapping)[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
};

/** An input that a reader gave up on. */
export type DeadLetter = {
  /** Grows by one a row. */
  readonly n: number;
  readonly reader: "sensors" | "history" | "alarms";
  readonly sensor: string;
  readonly at: Timestamp;
  readonly reason: string;
  /** JSON, at most 4 KiB of it. */
  readonly payload: string;
};

export type DeadLetterPage = {
  readonly items: readonly (DeadLetter)[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
};

/** What raises: the metric beyond a limit; a limit that a model finds likely to be reached; an anomaly score. */
export type RuleKind = "threshold" | "forecast" | "anomaly";

/** `config`: of the node's configuration; `cloud`: pushed to this edge; `api`: kept here, and the only ones changed here. */
export type RuleSource = "config" | "cloud" | "api";

/** A rule that is in force. */
export type Rule = {
  /** `forecast`: readings ahead, 12 when absent. */
  readonly within?: number;
  /** `forecast`: raises when the limit is more likely to be reached than this, 0.5 when absent. */
  readonly probability?: number;
  /** `forecast`: whose risk it is: the forecast's analogs' (when absent), or the votes of an early warning trained for this limit. */
  readonly by?: "analogs" | "votes";
  /** `forecast`: a model that was not better than its baseline may raise, too. */
  readonly anyModel?: boolean;
  /** `anomaly`: the score that raises, 0 to 1; 0.3 when absent. */
  readonly threshold?: number;
  /** `anomaly`: readings in a row below the threshold that clear, 100 when absent. */
  readonly refractory?: number;
  readonly kind: RuleKind;
  readonly id: string;
  /** Glob over sensor ids. */
  readonly sensors: string;
  readonly metric: string;
  readonly above?: number;
  readonly below?: number;
  /** Absent for an anomaly. */
  readonly deadband?: number;
  /** Absent for an anomaly. */
  readonly for?: string;
  readonly severity: Severity;
  /** Who owns it: the node's `config`, on an edge its `cloud`, or this `api`, which changes only its own. */
  readonly source: RuleSource;
  /** Grows by one with each change; the ETag. */
  readonly version: number;
  /** Absent for those that are not changed here. */
  readonly updatedAt?: Timestamp;
};

export type RulePage = {
  readonly items: readonly (Rule)[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
};

/** A rule as it would stand in a node's configuration; a threshold or forecast has exactly one of `above` and `below`. */
export type RuleInput = {
  /** `forecast`: readings ahead, 12 when absent. */
  readonly within?: number;
  /** `forecast`: raises when the limit is more likely to be reached than this, 0.5 when absent. */
  readonly probability?: number;
  /** `forecast`: whose risk it is: the forecast's analogs' (when absent), or the votes of an early warning trained for this limit. */
  readonly by?: "analogs" | "votes";
  /** `forecast`: a model that was not better than its baseline may raise, too. */
  readonly anyModel?: boolean;
  /** `anomaly`: the score that raises, 0 to 1; 0.3 when absent. */
  readonly threshold?: number;
  /** `anomaly`: readings in a row below the threshold that clear, 100 when absent. */
  readonly refractory?: number;
  /** A threshold when absent. */
  readonly kind?: RuleKind;
  /** 1-64 letters, digits, `_`, `.` or `-`. */
  readonly id: string;
  /** Glob over sensor ids; absent = all of them. */
  readonly sensors?: string;
  readonly metric: string;
  /** Raises when the metric is above it. */
  readonly above?: number;
  /** Raises when the metric is below it. */
  readonly below?: number;
  /** Clears when it is back by more than this. */
  readonly deadband?: number;
  /** Raises when it has been so for this long. */
  readonly for?: string;
  readonly severity?: Severity;
};

/** The rule's id. */
export type RuleIdentifier = string;

/** One metric's newest value, and statistics over every reading since the sensor was first seen. */
export type Metric = {
  readonly value: number;
  /** When `value` was measured. */
  readonly ts: Timestamp;
  /** Readings that carried this metric. */
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Sample standard deviation; 0 below two readings. */
  readonly stddev: number;
};

export type OpenAlarm = {
  readonly id: Uuid;
  readonly rule: string;
  readonly severity: Severity;
  readonly raisedAt: Timestamp;
};

/** The live state of one publishing device. */
export type Sensor = {
  /** `site:name`. */
  readonly id: string;
  readonly status: "online" | "offline" | "unknown";
  /** When its newest reading was measured; absent before the first. */
  readonly lastTs?: Timestamp;
  /** When its newest reading arrived. */
  readonly lastReceivedAt?: Timestamp;
  /** Readings folded into this state. Every reading is in exactly one of the four counts. */
  readonly readings: number;
  /** Readings older than what was known already; they fill history only. */
  readonly late: number;
  /** Readings that came a second time. */
  readonly duplicates: number;
  /** Readings dated too far in the future; they fill history only. */
  readonly skewed: number;
  readonly metrics: { readonly [name: string]: Metric };
  readonly openAlarms: readonly (OpenAlarm)[];
  /** Why the sensor's readings are set aside after repeated failures; absent when all is well. */
  readonly quarantined?: string;
};

export type SensorPage = {
  readonly items: readonly (Sensor)[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
};

export type PastMetric = {
  readonly value: number;
  /** When `value` was measured. */
  readonly ts: Timestamp;
};

/** A sensor as it was. */
export type PastSensor = {
  /** `site:name`. */
  readonly id: string;
  readonly at: Timestamp;
  readonly metrics: { readonly [name: string]: PastMetric };
  readonly openAlarms: readonly (OpenAlarm)[];
};

/** `site:name`, percent-encoded. */
export type SensorIdentifier = string;

/** Metric name -> number. */
export type Values = { readonly [name: string]: number };

/** One reading, or one bucket of them. */
export type Observation = {
  /** When it was measured; a bucket's start. */
  readonly ts: Timestamp;
  /** Tells readings within one millisecond apart; absent in buckets. */
  readonly seq?: number;
  readonly values: Values;
};

export type ObservationPage = {
  readonly items: readonly (Observation)[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
};

export type Aggregate = "mean" | "min" | "max" | "sum" | "count" | "first" | "last";

/** What logs a browser in. */
export type Login = {
  /** A token's secret. */
  readonly token: string;
};

export type Scope = "read" | "operate" | "admin";

/** Who asks, and what they may do. */
export type Session = {
  /** The token's name. */
  readonly name: string;
  /** Each holds those before it. */
  readonly scopes: readonly (Scope)[];
};

/** A token without its secret, which is kept nowhere. */
export type Token = {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly createdAt: Timestamp;
  /** Absent = never. */
  readonly expiresAt?: Timestamp;
  /** Who made it; absent for the node's own token. */
  readonly createdBy?: string;
  /** `node`: of the configuration or the first start, and changed there. */
  readonly source: "node" | "api";
};

export type TokenPage = {
  readonly items: readonly (Token)[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
};

export type CreatedToken = {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly createdAt: Timestamp;
  /** Absent = never. */
  readonly expiresAt?: Timestamp;
  /** Who made it; absent for the node's own token. */
  readonly createdBy?: string;
  /** `node`: of the configuration or the first start, and changed there. */
  readonly source: "node" | "api";
  /** The secret, shown this once. */
  readonly token: string;
};

/** A token to be made. */
export type TokenInput = {
  /** Signs what is done with it. */
  readonly name: string;
  /** Each holds those before it: `read`, `operate`, `admin`. */
  readonly scope: Scope;
  /** RFC 3339, epoch milliseconds, or e.g. `now+90d`; absent = never. */
  readonly expiresAt?: string;
};

/** The token's id. */
export type TokenIdentifier = string;

/** The edge's books, in entries: taken = handedOver + kept + lost + what waits. */
export type UplinkBooks = {
  /** Taken in at the edge. */
  readonly taken: number;
  /** Confirmed by the cloud. */
  readonly handedOver: number;
  /** Not meant for the cloud: they stay in the edge's history. */
  readonly kept: number;
  /** Lost before they were handed over; the ledger says which and why. */
  readonly lost: number;
};

/** How this edge's link to its cloud is. */
export type Uplink = {
  /** The id under which the cloud knows this node. */
  readonly edge: string;
  readonly url: string;
  readonly connected: boolean;
  /** When the connection came or went. */
  readonly since: Timestamp;
  /** Why it is not connected, or what the cloud refuses; absent when all is well. */
  readonly trouble?: string;
  readonly backlog: Backlog;
  readonly books: UplinkBooks;
};

/** Somebody who may log in by MQTT. */
export type User = {
  readonly name: string;
};

export type UserPage = {
  readonly items: readonly (User)[];
  /** Pass it as `cursor` to get the next page; null on the last one. */
  readonly nextCursor: string | null;
};

export type CreatedUser = {
  readonly name: string;
  /** Shown this once. */
  readonly password: string;
};

/** A user to be added. */
export type UserInput = {
  /** No colon or control character, no `#` or blank in front. */
  readonly name: string;
};

/** The user's name, percent-encoded. */
export type UserName = string;

/** What each operation takes and gives. */
export interface Operations {
  readonly listAlarms: { readonly input: { readonly query?: { readonly limit?: number; readonly cursor?: string; readonly sensor?: string; readonly rule?: string; readonly severity?: Severity; readonly status?: readonly (AlarmStatus)[] } }; readonly answer: AlarmPage };
  readonly getAlarm: { readonly input: { readonly path: { readonly id: AlarmIdentifier } }; readonly answer: AlarmDetail };
  readonly acknowledgeAlarm: { readonly input: { readonly path: { readonly id: AlarmIdentifier }; readonly body?: Remark }; readonly answer: Alarm };
  readonly clearAlarm: { readonly input: { readonly path: { readonly id: AlarmIdentifier }; readonly body?: Remark }; readonly answer: Alarm };
  readonly listAudit: { readonly input: { readonly query?: { readonly limit?: number; readonly cursor?: string } }; readonly answer: AuditPage };
  readonly listEdges: { readonly input: { readonly query?: { readonly limit?: number; readonly cursor?: string } }; readonly answer: EdgePage };
  readonly getEdge: { readonly input: { readonly path: { readonly id: EdgeIdentifier } }; readonly answer: Edge };
  readonly getEdgeDocument: { readonly input: { readonly path: { readonly id: EdgeIdentifier; readonly kind: DocumentKind } }; readonly answer: EdgeDocument };
  readonly setEdgeDocument: { readonly input: { readonly path: { readonly id: EdgeIdentifier; readonly kind: DocumentKind }; readonly header?: { readonly "If-Match"?: string; readonly "If-None-Match"?: string }; readonly body: unknown }; readonly answer: EdgeDocument };
  readonly listJobs: { readonly input: Readonly<Record<never, never>>; readonly answer: JobList };
  readonly getJob: { readonly input: { readonly path: { readonly id: JobIdentifier } }; readonly answer: Job };
  readonly listLosses: { readonly input: { readonly query?: { readonly limit?: number; readonly cursor?: string; readonly edge?: string } }; readonly answer: LossPage };
  readonly listModels: { readonly input: { readonly query?: { readonly limit?: number; readonly cursor?: string } }; readonly answer: ModelPage };
  readonly trainModel: { readonly input: { readonly body: TrainingRequest }; readonly answer: Job };
  readonly getModel: { readonly input: { readonly path: { readonly id: ModelIdentifier } }; readonly answer: Model };
  readonly deleteModel: { readonly input: { readonly path: { readonly id: ModelIdentifier } }; readonly answer: undefined };
  readonly rollbackModel: { readonly input: { readonly path: { readonly id: ModelIdentifier } }; readonly answer: Model };
  readonly pushModel: { readonly input: { readonly path: { readonly id: ModelIdentifier }; readonly body: Destination }; readonly answer: Model };
  readonly getTrainingSet: { readonly input: { readonly path: { readonly id: ModelIdentifier } }; readonly answer: string };
  readonly getNode: { readonly input: Readonly<Record<never, never>>; readonly answer: Node };
  readonly listMappings: { readonly input: { readonly query?: { readonly limit?: number; readonly cursor?: string } }; readonly answer: MappingPage };
  readonly listDeadLetters: { readonly input: { readonly query?: { readonly limit?: number; readonly cursor?: string; readonly file?: "state" | "history" } }; readonly answer: DeadLetterPage };
  readonly listRules: { readonly input: { readonly query?: { readonly limit?: number; readonly cursor?: string } }; readonly answer: RulePage };
  readonly createRule: { readonly input: { readonly body: RuleInput }; readonly answer: Rule };
  readonly getRule: { readonly input: { readonly path: { readonly id: RuleIdentifier } }; readonly answer: Rule };
  readonly replaceRule: { readonly input: { readonly path: { readonly id: RuleIdentifier }; readonly header?: { readonly "If-Match"?: string }; readonly body: RuleInput }; readonly answer: Rule };
  readonly deleteRule: { readonly input: { readonly path: { readonly id: RuleIdentifier }; readonly header?: { readonly "If-Match"?: string } }; readonly answer: undefined };
  readonly listSensors: { readonly input: { readonly query?: { readonly limit?: number; readonly cursor?: string } }; readonly answer: SensorPage };
  readonly getSensor: { readonly input: { readonly path: { readonly id: SensorIdentifier }; readonly query?: { readonly at?: string } }; readonly answer: Sensor | PastSensor };
  readonly getObservations: { readonly input: { readonly path: { readonly id: SensorIdentifier }; readonly query?: { readonly limit?: number; readonly cursor?: string; readonly from?: string; readonly to?: string; readonly every?: string; readonly agg?: Aggregate; readonly metric?: string } }; readonly answer: ObservationPage };
  readonly openSession: { readonly input: { readonly body: Login }; readonly answer: undefined };
  readonly getSession: { readonly input: Readonly<Record<never, never>>; readonly answer: Session };
  readonly closeSession: { readonly input: Readonly<Record<never, never>>; readonly answer: undefined };
  readonly listTokens: { readonly input: { readonly query?: { readonly limit?: number; readonly cursor?: string } }; readonly answer: TokenPage };
  readonly createToken: { readonly input: { readonly body: TokenInput }; readonly answer: CreatedToken };
  readonly revokeToken: { readonly input: { readonly path: { readonly id: TokenIdentifier } }; readonly answer: undefined };
  readonly getUplink: { readonly input: Readonly<Record<never, never>>; readonly answer: Uplink };
  readonly listUsers: { readonly input: { readonly query?: { readonly limit?: number; readonly cursor?: string } }; readonly answer: UserPage };
  readonly createUser: { readonly input: { readonly body: UserInput }; readonly answer: CreatedUser };
  readonly removeUser: { readonly input: { readonly path: { readonly name: UserName } }; readonly answer: undefined };
}

/** Where each operation is. */
export const PLACES: { readonly [K in keyof Operations]: { readonly method: string; readonly path: string } } = {
  listAlarms: { method: 'GET', path: '/alarms' },
  getAlarm: { method: 'GET', path: '/alarms/{id}' },
  acknowledgeAlarm: { method: 'POST', path: '/alarms/{id}/ack' },
  clearAlarm: { method: 'POST', path: '/alarms/{id}/clear' },
  listAudit: { method: 'GET', path: '/audit' },
  listEdges: { method: 'GET', path: '/edges' },
  getEdge: { method: 'GET', path: '/edges/{id}' },
  getEdgeDocument: { method: 'GET', path: '/edges/{id}/documents/{kind}' },
  setEdgeDocument: { method: 'PUT', path: '/edges/{id}/documents/{kind}' },
  listJobs: { method: 'GET', path: '/jobs' },
  getJob: { method: 'GET', path: '/jobs/{id}' },
  listLosses: { method: 'GET', path: '/ledger' },
  listModels: { method: 'GET', path: '/models' },
  trainModel: { method: 'POST', path: '/models' },
  getModel: { method: 'GET', path: '/models/{id}' },
  deleteModel: { method: 'DELETE', path: '/models/{id}' },
  rollbackModel: { method: 'POST', path: '/models/{id}/rollback' },
  pushModel: { method: 'POST', path: '/models/{id}/push' },
  getTrainingSet: { method: 'GET', path: '/models/{id}/training-set.csv' },
  getNode: { method: 'GET', path: '/node' },
  listMappings: { method: 'GET', path: '/mappings' },
  listDeadLetters: { method: 'GET', path: '/dead-letters' },
  listRules: { method: 'GET', path: '/rules' },
  createRule: { method: 'POST', path: '/rules' },
  getRule: { method: 'GET', path: '/rules/{id}' },
  replaceRule: { method: 'PUT', path: '/rules/{id}' },
  deleteRule: { method: 'DELETE', path: '/rules/{id}' },
  listSensors: { method: 'GET', path: '/sensors' },
  getSensor: { method: 'GET', path: '/sensors/{id}' },
  getObservations: { method: 'GET', path: '/sensors/{id}/observations' },
  openSession: { method: 'POST', path: '/session' },
  getSession: { method: 'GET', path: '/session' },
  closeSession: { method: 'DELETE', path: '/session' },
  listTokens: { method: 'GET', path: '/tokens' },
  createToken: { method: 'POST', path: '/tokens' },
  revokeToken: { method: 'DELETE', path: '/tokens/{id}' },
  getUplink: { method: 'GET', path: '/uplink' },
  listUsers: { method: 'GET', path: '/users' },
  createUser: { method: 'POST', path: '/users' },
  removeUser: { method: 'DELETE', path: '/users/{name}' },
};
