import {
  any,
  anys,
  bool,
  double,
  encodeShape,
  integer,
  message,
  namedIn,
  nested,
  type Shape,
  string,
  strings,
  type WriteMember,
  writeMembers,
  writePair,
} from './gnostic.ts'

/** A Swagger document as `openapi.v2.Document`. */
export const encodeSwagger = (document: unknown): Uint8Array => encodeShape(document, documentShape)

const schema: Shape = {
  members: {
    $ref: string(1),
    format: string(2),
    title: string(3),
    description: string(4),
    default: any(5),
    multipleOf: double(6),
    maximum: double(7),
    exclusiveMaximum: bool(8),
    minimum: double(9),
    exclusiveMinimum: bool(10),
    maxLength: integer(11),
    minLength: integer(12),
    pattern: string(13),
    maxItems: integer(14),
    minItems: integer(15),
    uniqueItems: bool(16),
    maxProperties: integer(17),
    minProperties: integer(18),
    required: strings(19),
    enum: anys(20),
    additionalProperties: (writer, value) =>
      nested([21], typeof value === 'boolean' ? bool(2) : message(1, () => schema))(writer, value),
    type: (writer, value) => nested([22], strings(1))(writer, Array.isArray(value) ? value : [value]),
    items: nested(
      [23],
      message(1, () => schema),
    ),
    properties: namedIn(
      25,
      message(2, () => schema),
    ),
    readOnly: bool(27),
    example: any(30),
  },
  extension: 31,
}

/** Header, form, query and path parameters have one shape but for their numbers; only the last two occur. */
const plainParameter = (allowEmpty: 0 | 1): Shape => ({
  members: {
    required: bool(1),
    in: string(2),
    description: string(3),
    name: string(4),
    type: string(5 + allowEmpty),
    format: string(6 + allowEmpty),
    uniqueItems: bool(19 + allowEmpty),
  },
  extension: 22 + allowEmpty,
})
const queryParameter = plainParameter(1)
const pathParameter = plainParameter(0)

const bodyParameter: Shape = {
  members: {
    description: string(1),
    name: string(2),
    in: string(3),
    required: bool(4),
    schema: message(5, () => schema),
  },
  extension: 6,
}

/** A `Parameter`: of a body, or one of four others. */
const parameter: WriteMember = (writer, value) => {
  const { in: place } = value as { in: string }
  if (place === 'body') message(1, () => bodyParameter)(writer, value)
  else if (place === 'path')
    nested(
      [2],
      message(4, () => pathParameter),
    )(writer, value)
  else
    nested(
      [2],
      message(3, () => queryParameter),
    )(writer, value)
}

/** `repeated ParametersItem`. */
const parameters =
  (number: number): WriteMember =>
  (writer, value) => {
    for (const item of value as { $ref?: string }[]) {
      writer.message(number, () => {
        if (item.$ref) nested([2], string(1))(writer, item.$ref)
        else nested([1], parameter)(writer, item)
      })
    }
  }

const response: Shape = {
  members: {
    description: string(1),
    schema: nested(
      [2],
      message(1, () => schema),
    ),
  },
  extension: 5,
}

const responses: Shape = {
  members: {},
  extension: 2,
  other: (writer, code, value) =>
    writePair(writer, 1, code, () =>
      nested(
        [2],
        message(1, () => response),
      )(writer, value),
    ),
}

const operation: Shape = {
  members: {
    tags: strings(1),
    summary: string(2),
    description: string(3),
    operationId: string(5),
    produces: strings(6),
    consumes: strings(7),
    parameters: parameters(8),
    responses: message(9, () => responses),
    schemes: strings(10),
    deprecated: bool(11),
  },
  extension: 13,
}

const pathItem: Shape = {
  members: {
    get: message(2, () => operation),
    put: message(3, () => operation),
    post: message(4, () => operation),
    delete: message(5, () => operation),
    patch: message(8, () => operation),
    parameters: parameters(9),
  },
  extension: 10,
}

const paths: Shape = {
  members: {},
  other: (writer, path, value) => writePair(writer, 2, path, () => message(2, () => pathItem)(writer, value)),
}

const info: Shape = {
  members: { title: string(1), version: string(2), description: string(3) },
  extension: 7,
}

const apiKey: Shape = {
  members: { type: string(1), name: string(2), in: string(3), description: string(4) },
  extension: 5,
}

/** `repeated SecurityRequirement`, each of names and the scopes they need. */
const security =
  (number: number): WriteMember =>
  (writer, value) => {
    for (const item of value as Record<string, string[]>[]) {
      writer.message(number, () => {
        for (const [name, scopes] of Object.entries(item)) {
          writePair(writer, 1, name, () => nested([2], strings(1))(writer, scopes))
        }
      })
    }
  }

const documentShape: Shape = {
  members: {
    swagger: string(1),
    info: message(2, () => info),
    paths: (writer, value) => writer.message(8, () => writeMembers(writer, value, paths)),
    definitions: namedIn(
      9,
      message(2, () => schema),
    ),
    parameters: namedIn(10, nested([2], parameter)),
    security: security(12),
    securityDefinitions: namedIn(
      13,
      nested(
        [2],
        message(2, () => apiKey),
      ),
    ),
  },
  extension: 16,
}
