import { dynType, Environment, intType, kubernetesLibraries, stringType, valueOfJson } from '@knarr/cel'
import { type FieldSelector, parseFieldSelector, parseSelector, StatusError } from '@knarr/machinery'
import { requestInfoOf } from '../../control-plane/apiserver/src/request/request-info.ts'
import { type Below, mangledBytes, pick, sentence } from './mangle.ts'
import type { Target } from './run-target.ts'

const labelWords = 'a app.example.com/b in notin exists ( ) , = == != ! < > 1 -5 a_b. /'.split(' ')
const fieldWords = 'metadata.name spec.nodeName = == != , \\ \\, \\= a b Running'.split(' ')
const pathWords =
  '/ /api /apis /v1 /apps /namespaces /a /pods /status %2F %zz %e0%a4 ? & = watch=true fieldSelector= metadata.name%3Db limit=5 + ;'.split(
    ' ',
  )

/** Selectors, URLs and expressions: what comes as text. */
export function textTargets(): readonly Target[] {
  return [
    textTarget('label selector', labelWords, (text) => {
      const selector = parseSelector(text)
      selector.matches({ a: 'b' })
      const again = parseSelector(selector.toString()).toString()
      if (again !== selector.toString()) throw new TypeError(`${selector} becomes ${again}`)
    }),
    textTarget('field selector', fieldWords, (text) => {
      const selector = parseFieldSelector(text)
      selector.matches({ 'metadata.name': 'b' })
      const again = parseFieldSelector(selector.toString())
      if (inOrder(again) !== inOrder(selector)) throw new TypeError(`${selector} becomes ${again}`)
    }),
    textTarget('URL', pathWords, (text) => {
      const question = text.indexOf('?')
      const path = question < 0 ? text : text.slice(0, question)
      requestInfoOf('GET', `/${path}`, new URLSearchParams(question < 0 ? '' : text.slice(question + 1)))
    }),
    celTarget(),
  ]
}

/** Requirements are kept in the order of their texts as given, where `==` is another than `=`. */
const inOrder = ({ requirements }: FieldSelector): string =>
  requirements
    .map((requirement) => JSON.stringify(requirement))
    .sort()
    .join()

/** Selectors are refused with a plain Error, as upstream's parsers do. */
const refuses = (error: unknown): boolean =>
  error instanceof StatusError || (error instanceof Error && error.constructor === Error)

function textTarget(name: string, words: readonly string[], read: (text: string) => void): Target {
  return {
    name,
    refuses,
    next(below) {
      const text = sentence(words, below)
      return { input: () => JSON.stringify(text), read: () => read(text) }
    },
  }
}

const expressions: readonly string[] = [
  'self.replicas <= self.maxReplicas && self.replicas >= 0',
  'o.list.all(x, x > 0) || o.list.exists_one(x, x == 2)',
  'has(o.map.a) ? o.map.a.startsWith("b") : size(o.list) < 3',
  's.matches("^[a-z]+$") && s.split(",").size() == 1',
  '[1, 2, 3].map(x, x * n).filter(x, x % 2 == 0).sum() > n',
  'quantity("10Mi").isGreaterThan(quantity("5M")) && url("https://a.example/b").getHost() == "a.example"',
  'duration("1h") + timestamp("2024-05-01T10:00:00Z") > timestamp("2023-01-01T00:00:00Z")',
  'ip("192.0.2.1").family() == 4 && cidr("192.0.2.0/24").containsIP("192.0.2.1")',
  'o.?a.?b.orValue("x") == "x" && o[?"a"].hasValue()',
  '"%s is %d and %.2f".format([s, n, 1.5]) + s.replace("a", "b").upperAscii()',
  'semver("1.2.3").isLessThan(semver("2.0.0")) && !isSemver(s)',
  'dyn([1, "a", 2.5, null, {"a": b"x"}]).exists(e, type(e) == string) && s in ["a"]',
  's.find("[0-9]+") != "" && s.findAll("(a|b)*c", 3).size() >= 0 && format.dns1123Label().validate(s).hasValue()',
]
const celWords =
  '1 -2 3u 1.5 1e400 9223372036854775807 "a" b"x" r"\\d" \'\'\' true null n s o o.a [ ] { } ( ) . , : ? + - * / % < >= == && || ! in has( .map(x, .all(e, .exists( .size() [? .?a optional.of( int( uint( double( string( bytes( duration( timestamp( type( dyn( // \\ @ .format([ .matches(" (((a+)+)+ .substring( .lastIndexOf( .reverse() .join() .getHours("x") cel.bind(v, sets.contains( .transformMap( .sortBy('.split(
    ' ',
  )
const variables = { n: 7n, s: 'abc', o: valueOfJson({ list: [1, 2, 3], map: { a: 'bc' }, a: { b: null } }) }

function celTarget(): Target {
  const types = { n: intType, s: stringType, o: dynType, self: dynType }
  const environment = new Environment({ variables: types, libraries: kubernetesLibraries })
  const self = valueOfJson({ replicas: 3, maxReplicas: 5 })
  return {
    name: 'CEL',
    // What is wrong with an expression is answered, never thrown.
    refuses: () => false,
    next(below) {
      const text = expressionText(below)
      const read = (): void => {
        const { program } = environment.compile(text)
        program?.estimateCost()
        program?.evaluate({ ...variables, self }, { costLimit: 100_000 })
      }
      return { input: () => JSON.stringify(text), read }
    },
  }
}

function expressionText(below: Below): string {
  const kind = below(3)
  if (kind === 0) return sentence(celWords, below)
  if (kind === 1) return mangledBytes(Buffer.from(pick(expressions, below)), celWords, below).toString()
  return Array.from({ length: 1 + below(3) }, () => pick(expressions, below))
    .join(pick([' && ', ' || ', ' + ', ' == ', ' ? true : ', ' in '], below))
    .split(' ')
    .map((word) => (below(8) ? word : pick(celWords, below)))
    .join(' ')
}
