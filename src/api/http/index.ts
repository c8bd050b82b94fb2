/** What several APIs need of HTTP: errors as problem details. */
export { type Access, guardRoutes, mayDo, requireAccessOfRoutes, whoAsks } from './access.ts';
export { answerProblem } from './answer-problem.ts';
export { errors } from './errors.ts';
export { type ExactJson, ExactNumber, type ExactOutcome, parseExactJson } from './exact-json.ts';
export { PROBLEM_TYPE, type Problem, printProblem, toProblem } from './problem.ts';
export { cleanPath, decodePath, encodePath, rawPathOf, rawQueryOf } from './raw-path.ts';
export { readBody } from './read-body.ts';
export { type RequestFacts, toCodedError } from './to-coded-error.ts';
