/** What several APIs need of HTTP: errors as problem details. */
export { answerProblem } from './answer-problem.ts';
export { errors } from './errors.ts';
export { PROBLEM_TYPE, type Problem, printProblem, toProblem } from './problem.ts';
export { type RequestFacts, toCodedError } from './to-coded-error.ts';
