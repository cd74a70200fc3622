import { describe, expect, it } from 'vitest'
import {
  authorizerType,
  authorizerValue,
  Environment,
  jsonOfValue,
  jsonPatchLibrary,
  kubernetesLibraries,
  valueOfJson,
} from '../index.ts'
import { intType, listType, stringType } from '../types/cel-type.ts'

const environment = new Environment({
  variables: { authorizer: authorizerType },
  libraries: [...kubernetesLibraries, jsonPatchLibrary],
})
const authorizer = authorizerValue((check) => ({
  isAllowed: check.verb === 'get' && check.resource === 'pods' && check.namespace === 'default',
  reason: JSON.stringify(check),
}))

function evaluated(text: string): unknown {
  const { program, error } = environment.compile(text)
  if (!program) return error
  const { value, error: failure } = program.evaluate({ authorizer })
  return failure ? `error: ${failure.message}` : jsonOfValue(value ?? null)
}

describe('the libraries of Kubernetes', () => {
  it.each([
    ['[1, 2, 2].isSorted() && !["b", "a"].isSorted()', true],
    ['[1, 2, 3].sum() == 6 && [1.5, 2.0].sum() == 3.5 && [].sum() == 0', true],
    ['[3, 1, 2].min() == 1 && [3, 1, 2].max() == 3', true],
    ['[1, 2, 1].indexOf(1) == 0 && [1, 2, 1].lastIndexOf(1) == 2 && [1].indexOf(4) == -1', true],
    ['"abc 123".find("[0-9]+") == "123" && "1 2 3".findAll("[0-9]") == ["1", "2", "3"]', true],
    ['"1 2 3".findAll("[0-9]", 2) == ["1", "2"]', true],
    ['url("https://user@example.com:80/a b?k=v&k=w#f").getHost()', 'example.com:80'],
    ['url("https://[::1]:80/").getHostname() + url("https://[::1]:80/").getPort()', '::180'],
    ['url("https://e.com/a b").getEscapedPath()', '/a%20b'],
    ['url("https://e.com/?k=v&k=w").getQuery()', { k: ['v', 'w'] }],
    ['isURL("https://e.com") && !isURL("../relative") && isURL("/absolute")', true],
    ['quantity("1Gi").isGreaterThan(quantity("900Mi")) && quantity("1k") == quantity("1000")', true],
    ['quantity("50k").add(20).sub(quantity("20")).asInteger() == 50000', true],
    ['isQuantity("1.3Ki") && !isQuantity("1.3.1K") && !quantity("100m").isInteger()', true],
    ['quantity("2").compareTo(quantity("200m")) == 1 && quantity("-2").sign() == -1', true],
    ['ip("192.168.0.1").family() == 4 && ip("::1").isLoopback() && !isIP("1.2.3")', true],
    ['ip.isCanonical("2001:db8::1") && !ip.isCanonical("2001:DB8::1")', true],
    ['ip("fe80::1").isLinkLocalUnicast() && ip("8.8.8.8").isGlobalUnicast()', true],
    ['cidr("10.0.0.0/8").containsIP("10.1.2.3") && !cidr("10.0.0.0/8").containsIP(ip("11.0.0.1"))', true],
    ['cidr("10.0.0.0/8").containsCIDR("10.1.0.0/16") && cidr("10.0.0.0/8").prefixLength() == 8', true],
    [
      'string(cidr("10.1.2.3/8").masked()) == "10.0.0.0/8" && string(cidr("10.1.2.3/8").ip()) == "10.1.2.3"',
      true,
    ],
    [
      'format.dns1123Label().validate("My-name").hasValue() && !format.uuid().validate("x").value().isSorted()',
      false,
    ],
    ['format.named("dns1123Label").value().validate("my-name").hasValue()', false],
    ['format.named("nothing").hasValue()', false],
    [
      'semver("1.2.3").isLessThan(semver("1.10.0")) && semver("1.0.0-rc.1").compareTo(semver("1.0.0")) == -1',
      true,
    ],
    ['isSemver("v1.0") == false && isSemver("v1.0", true) && semver("v01.2", true).minor() == 2', true],
    [
      'sets.contains([1, 2, 3], [3, 1]) && sets.equivalent([1, 2, 2], [2, 1]) && !sets.intersects([1], [2])',
      true,
    ],
    ['jsonpatch.escapeKey("a/b~c")', 'a~1b~0c'],
    ['JSONPatch{op: "add", path: "/a", value: [1]}', { op: 'add', path: '/a', value: [1] }],
    ['[1, 2, 3].slice(1, 3) == [2, 3] && [2, 1].sort() == [1, 2] && [1, 1].distinct() == [1]', true],
    ['[[1, 2], [3]].flatten() == [1, 2, 3] && [1, [2, [3, [4]]]].flatten(2) == [1, 2, 3, [4]]', true],
    ['[[1], [[2]]].flatten() == [1, [2]] && [[]].flatten() == []', true],
    ['[{"n": 2, "v": "b"}, {"n": 1, "v": "a"}].sortBy(e, e.n).map(e, e.v) == ["a", "b"]', true],
    ['["bb", "a", "ccc"].sortBy(s, size(s)) == ["a", "bb", "ccc"] && [].sortBy(e, e) == []', true],
    ['[3, 1].sortBy(e, -e).sortBy(e, e) == [1, 3]', true],
    ['[1, 2].first() == optional.of(1) && [1, 2].last().value() == 2 && ![].first().hasValue()', true],
    ['optional.unwrap([optional.of(1), optional.none()]) == [1]', true],
    ['[optional.none(), optional.of(false)].unwrapOpt() == [false]', true],
    ['authorizer.group("").resource("pods").namespace("default").check("get").allowed()', true],
    ['authorizer.serviceAccount("ns", "sa").path("/healthz").check("get").allowed()', false],
  ])('%s is %j', (text, value) => {
    expect(evaluated(text)).toEqual(value)
  })

  it.each([
    ['[].min()', 'min called on empty list'],
    ['quantity("x")', expect.stringContaining('quantities must match the regular expression')],
    ['quantity("100m").asInteger()', 'cannot convert value to integer'],
    ['url("a b")', 'URL parse error during conversion from string: parse "a b": invalid URI for request'],
    ['ip("::ffff:1.2.3.4")', 'IPv4-mapped IPv6 address "::ffff:1.2.3.4" is not allowed'],
    ['"a".matches("(")', expect.stringContaining('missing closing )')],
    ['[dyn(1), dyn("a")].sort()', 'list elements must have the same type'],
    ['[[1]].flatten(-1)', 'level must be non-negative'],
    ['[1].slice(0, 2)', 'cannot slice(0, 2), list is length 1'],
  ])('%s fails: %s', (text, message) => {
    const error = evaluated(text)
    expect(String(error).replace('error: ', '')).toEqual(message)
  })

  it('answers what an authorizer is asked', () => {
    const text =
      'authorizer.group("apps").resource("deployments").subresource("scale").name("web").check("patch").reason()'
    expect(JSON.parse(String(evaluated(text)))).toEqual({
      group: 'apps',
      resource: 'deployments',
      subresource: 'scale',
      name: 'web',
      verb: 'patch',
    })
  })

  it.each([
    ['authorizer.path("/x").check("get").allowed()', 350_003],
    ['quantity("1") == quantity("2")', 3],
    ['"abc".find("b")', 1],
  ])('charges for %s: %d', (text, cost) => {
    expect(environment.compile(text).program?.evaluate({ authorizer }).cost).toBe(cost)
  })
})

describe('what functions of lists cost, as cel-go counts', () => {
  const lists = new Environment({
    variables: { l: listType(stringType), k: intType },
    libraries: kubernetesLibraries,
  })

  it.each([
    ['l.slice(1, 3)', 14, { min: 14, max: 14 }],
    ['l.reverse()', 16, { min: 12, max: Number.POSITIVE_INFINITY }],
    ['l.distinct()', 45, { min: 12, max: Number.POSITIVE_INFINITY }],
    ['l.sort()', 45, { min: 12, max: Number.POSITIVE_INFINITY }],
    ['[l].flatten()', 23, { min: 23, max: 23 }],
    ['[[l]].flatten(2)', 34, { min: 34, max: 34 }],
    ['[l, l].flatten().size()', 26, { min: 26, max: 26 }],
    ['lists.range(5)', 16, { min: 16, max: 16 }],
    ['l.sortBy(e, size(e))', 103, { min: 35, max: Number.POSITIVE_INFINITY }],
    ['l.last().hasValue()', 3, { min: 3, max: 3 }],
    ['optional.unwrap([optional.of(1)])', 12, { min: 12, max: 12 }],
  ])('%s: %d', (text, cost, estimate) => {
    const { program } = lists.compile(text)
    expect(program?.evaluate({ l: valueOfJson(['bb', 'a', 'cc', 'a']), k: 2n }).cost).toBe(cost)
    expect(program?.estimateCost()).toEqual(estimate)
  })
})
