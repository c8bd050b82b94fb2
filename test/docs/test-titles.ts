import { readFileSync } from 'node:fs';
import ts from 'typescript';

/**
 * The titles of the tests in a file, and of the groups that they are in; those of `each` once for each row of a table
 * that stands in the file, with what the row has for `%s` and `$name`.
 */
export function testTitles(file: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) titles.push(...titlesOf(node, source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

/** `it`, `describe`, and what is made of them, such as `itOnPostgres`. */
const isOfTests = (name: string): boolean => /^(it|describe|test)(?![a-z])/.test(name);

function titlesOf({ expression, arguments: [first] }: ts.CallExpression, source: ts.SourceFile): readonly string[] {
  if (first === undefined || !isText(first) || !isOfTests(expression.getText(source))) return [];
  if (!ts.isCallExpression(expression) || !/\.(each|for)$/.test(expression.expression.getText(source)))
    return [first.text];
  const [table] = expression.arguments;
  return [first.text, ...rowsOf(table, source).map((row) => filled(first.text, row))];
}

/** Of a table in its place, or under a name in the same file. */
function rowsOf(table: ts.Expression | undefined, source: ts.SourceFile): readonly ts.Expression[] {
  if (table === undefined) return [];
  const plain = withoutTypes(table);
  if (ts.isArrayLiteralExpression(plain)) return plain.elements.map(withoutTypes);
  return ts.isIdentifier(plain) ? rowsOf(initialOf(plain.text, source), source) : [];
}

function initialOf(name: string, source: ts.SourceFile): ts.Expression | undefined {
  let found: ts.Expression | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText(source) === name) found = node.initializer;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function filled(title: string, row: ts.Expression): string {
  if (ts.isObjectLiteralExpression(row))
    return row.properties.reduce(
      (text, property) =>
        ts.isPropertyAssignment(property) && isText(property.initializer)
          ? text.replaceAll(`$${property.name.getText()}`, property.initializer.text)
          : text,
      title,
    );
  const values = ts.isArrayLiteralExpression(row) ? [...row.elements] : [row];
  return title.replaceAll(/%[sjodif]/g, (place) => {
    const value = values.shift();
    return value !== undefined && isText(value) ? value.text : place;
  });
}

const isText = ts.isStringLiteralLike;

/** Of `[…] as const`. */
function withoutTypes(node: ts.Expression): ts.Expression {
  return ts.isAsExpression(node) || ts.isSatisfiesExpression(node) ? withoutTypes(node.expression) : node;
}
