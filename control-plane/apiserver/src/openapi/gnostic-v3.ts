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
  writePair,
} from './gnostic.ts'

/** An OpenAPI document as `openapi.v3.Document`. */
export const encodeOpenApi = (document: unknown): Uint8Array => encodeShape(document, documentShape)

/** The thing itself at field 1, or a reference to one at field 2. */
const orReference =
  (shape: () => Shape): WriteMember =>
  (writer, value) => {
    const { $ref } = value as { $ref?: string }
    if ($ref === undefined) message(1, shape)(writer, value)
    else nested([2], string(1))(writer, $ref)
  }

const schemaOrReference = orReference(() => schema)
const schemas =
  (number: number): WriteMember =>
  (writer, value) => {
    for (const item of value as unknown[]) nested([number], schemaOrReference)(writer, item)
  }

const schema: Shape = {
  members: {
    nullable: bool(1),
    readOnly: bool(3),
    writeOnly: bool(4),
    example: any(7),
    deprecated: bool(8),
    title: string(9),
    multipleOf: double(10),
    maximum: double(11),
    exclusiveMaximum: bool(12),
    minimum: double(13),
    exclusiveMinimum: bool(14),
    maxLength: integer(15),
    minLength: integer(16),
    pattern: string(17),
    maxItems: integer(18),
    minItems: integer(19),
    uniqueItems: bool(20),
    maxProperties: integer(21),
    minProperties: integer(22),
    required: strings(23),
    enum: anys(24),
    type: string(25),
    allOf: schemas(26),
    oneOf: schemas(27),
    anyOf: schemas(28),
    not: message(29, () => schema),
    items: nested([30], nested([1], schemaOrReference)),
    properties: namedIn(31, nested([2], schemaOrReference)),
    additionalProperties: (writer, value) =>
      nested([32], typeof value === 'boolean' ? bool(2) : nested([1], schemaOrReference))(writer, value),
    default: defaultType,
    description: string(34),
    format: string(35),
  },
  extension: 36,
}

/** The message has room for scalars only; other defaults are left out of it. */
function defaultType(writer: Parameters<WriteMember>[0], value: unknown): void {
  if (typeof value === 'number') nested([33], double(1))(writer, value)
  if (typeof value === 'boolean') nested([33], bool(2))(writer, value)
  if (typeof value === 'string') nested([33], string(3))(writer, value)
}

const mediaType: Shape = { members: { schema: nested([1], schemaOrReference) }, extension: 5 }
const content = (number: number): WriteMember =>
  namedIn(
    number,
    message(2, () => mediaType),
  )

const parameter: Shape = {
  members: {
    name: string(1),
    in: string(2),
    description: string(3),
    required: bool(4),
    schema: nested([10], schemaOrReference),
  },
  extension: 14,
}

/** `repeated ParameterOrReference`. */
const parameters =
  (number: number): WriteMember =>
  (writer, value) => {
    for (const item of value as unknown[])
      nested(
        [number],
        orReference(() => parameter),
      )(writer, item)
  }

const requestBody: Shape = {
  members: { description: string(1), content: content(2), required: bool(3) },
  extension: 4,
}

const response: Shape = { members: { description: string(1), content: content(3) }, extension: 5 }

const responses: Shape = {
  members: {},
  extension: 3,
  other: (writer, code, value) =>
    writePair(writer, 2, code, () =>
      nested(
        [2],
        orReference(() => response),
      )(writer, value),
    ),
}

const operation: Shape = {
  members: {
    tags: strings(1),
    summary: string(2),
    description: string(3),
    operationId: string(5),
    parameters: parameters(6),
    requestBody: nested(
      [7],
      orReference(() => requestBody),
    ),
    responses: message(8, () => responses),
    deprecated: bool(10),
  },
  extension: 13,
}

const pathItem: Shape = {
  members: {
    get: message(4, () => operation),
    put: message(5, () => operation),
    post: message(6, () => operation),
    delete: message(7, () => operation),
    patch: message(10, () => operation),
    parameters: parameters(13),
  },
  extension: 14,
}

const paths: Shape = {
  members: {},
  other: (writer, path, value) => writePair(writer, 1, path, () => message(2, () => pathItem)(writer, value)),
}

const info: Shape = {
  members: { title: string(1), description: string(2), version: string(6) },
  extension: 7,
}

const securityScheme: Shape = {
  members: { type: string(1), description: string(2), name: string(3), in: string(4) },
  extension: 9,
}

const components: Shape = {
  members: {
    schemas: namedIn(1, nested([2], schemaOrReference)),
    securitySchemes: namedIn(
      7,
      nested(
        [2],
        orReference(() => securityScheme),
      ),
    ),
  },
  extension: 10,
}

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
    openapi: string(1),
    info: message(2, () => info),
    paths: message(4, () => paths),
    components: message(5, () => components),
    security: security(6),
  },
  extension: 9,
}
